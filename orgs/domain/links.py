"""The tokens in invitation links. They are not kept: a row knows the SHA-256 of its own.

A token comes twice. The admin who invites sees it once, to pass on by other means; the mail to the
address carries it with a proof that only we can make. Whoever brings the proof has read that
mailbox.
"""

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

_TOKEN, _PROOF = "invitation", "invitation-mailed"


def make_token(*parts: str | int) -> str:
    """Return the token (256 bits) that belongs to `parts`, and that nobody else can make."""
    return _mac(_TOKEN, "\x00".join(map(str, parts)))


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def as_mailed(token: str) -> str:
    """Return the token with the proof that it came by mail."""
    return f"{token}.{_mac(_PROOF, token)}"


def read(given: str) -> tuple[str, bool]:
    """Return (the token, whether it came by mail); ("", False) for a proof that is not ours."""
    token, dot, proof = given.partition(".")
    if dot and not constant_time_compare(proof, _mac(_PROOF, token)):
        return "", False
    return token, bool(dot)


def _mac(label: str, text: str) -> str:
    key = f"{label}:{settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
