"""Forms about members and invitations."""

import secrets
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)

from orgs.models import Role, User

ROLES = [
    (Role.VIEWER, "Viewer: reads conversations, persons and deliveries"),
    (Role.ANALYST, "Analyst: also reviews findings and exports"),
    (Role.ADMIN, "Admin: also members, templates, outputs and API keys"),
]


def _once() -> str:
    return secrets.token_urlsafe(24)


class InviteForm(forms.Form):
    """Whom to invite. `once` tells a form that is sent twice from two that say the same."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label="Role", choices=ROLES, initial=Role.VIEWER, widget=forms.RadioSelect
    )
    once = forms.RegexField(
        r"^[A-Za-z0-9_-]{20,64}$", initial=_once, required=True, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where the hidden text is not ours: it cannot be mended by hand."""
        if "once" in self.errors:
            raise forms.ValidationError("This form is too old. Reload the page.")
        return self.cleaned_data


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=ROLES, widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """The account that an invited address gets."""

    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        """Raise ValidationError for a password that is short, common, or like name or address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self._email, name=self.cleaned_data.get("name", "")))
        return password
