"""Secrets at rest: AES-GCM under ENCRYPTION_KEYS, each text bound to the row it was sealed for.

The first key seals, all of them open, so that a new one can be put before the others. What was
sealed for one row does not open as another's: who can write rows still cannot move secrets.
"""

import base64
import hashlib
import json
import os
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"
_KEY_NAME, _NONCE = 4, 12  # bytes


class SealBroken(Exception):
    """No key opens it, or it was sealed for another row."""


def seal(value: Any, context: str) -> bytes:
    """Return JSON sealed for `context`, such as "endpoint.secrets:ep_…"."""
    [(name, cipher), *_] = _ciphers(tuple(settings.ENCRYPTION_KEYS))
    nonce = os.urandom(_NONCE)
    text = json.dumps(value, separators=(",", ":")).encode()
    return _VERSION + name + nonce + cipher.encrypt(nonce, text, context.encode())


def unseal(sealed: bytes | memoryview, context: str) -> Any:
    """Return what was sealed for `context`. Raises SealBroken."""
    sealed = bytes(sealed)
    name, rest = sealed[1 : 1 + _KEY_NAME], sealed[1 + _KEY_NAME :]
    nonce, text = rest[:_NONCE], rest[_NONCE:]
    for known, cipher in _ciphers(tuple(settings.ENCRYPTION_KEYS)):
        if known == name and sealed[:1] == _VERSION:
            try:
                return json.loads(cipher.decrypt(nonce, text, context.encode()))
            except (InvalidTag, ValueError):
                raise SealBroken from None
    raise SealBroken


@cache
def _ciphers(keys: tuple[str, ...]) -> list[tuple[bytes, AESGCM]]:
    raw = [base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in keys]
    return [(hashlib.sha256(key).digest()[:_KEY_NAME], AESGCM(key)) for key in raw]
