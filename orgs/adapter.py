"""How allauth behaves here: accounts come by invitation, not by sign-up."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from web.sealing import seal, unseal

_SEALED = "sealed:"
_CONTEXT = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail address and password do not belong together.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes, then try again.",
        "rate_limited": "Too many wrong tries. Wait five minutes, then try again.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"Roxels Dash: {subject.strip().capitalize()}"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or it was used before.",
        "add_email_blocked": "Switch two-factor sign-in off first, and on again afterwards.",
    }

    def encrypt(self, text: str) -> str:
        """Seal what makes codes: who reads a backup must not be able to make them too."""
        return _SEALED + base64.b64encode(seal(text, _CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed; secrets from before that are as they are."""
        if not encrypted_text.startswith(_SEALED):
            return encrypted_text
        sealed = base64.b64decode(encrypted_text.removeprefix(_SEALED))
        return str(unseal(sealed, _CONTEXT))
