"""Signing receipts: Ed25519, by keys that follow from ENCRYPTION_KEYS, the first of which signs.

Whoever has the public keys can verify a receipt without us; `manage.py verify_receipt` does.
"""

import base64
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_PURPOSE = b"roxels dash: receipts of erasures"


def sign(body: bytes) -> tuple[str, str]:
    """Return (the signature, the public key), both in URL-safe base64."""
    key = _keys(tuple(settings.ENCRYPTION_KEYS))[0]
    return _text(key.sign(body)), _public(key)


def public_keys() -> list[str]:
    """Return the public keys of all receipts that are known to be ours, newest first."""
    return [_public(key) for key in _keys(tuple(settings.ENCRYPTION_KEYS))]


def is_signed(body: bytes, signature: str, public_key: str) -> bool:
    """Whether the holder of the key signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(public_key)).verify(_bytes(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4)
def _keys(sealing: tuple[str, ...]) -> list[Ed25519PrivateKey]:
    seeds = [hmac.digest(_bytes(key), _PURPOSE, "sha256") for key in sealing]
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]


def _public(key: Ed25519PrivateKey) -> str:
    return _text(key.public_key().public_bytes_raw())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
