"""What the settings' own types cannot tell: judged when a process starts."""

import base64
import binascii
from collections.abc import Sequence
from ipaddress import ip_network

from environs import ValidationError

KEY_BYTES = 32


def sealing_keys(keys: Sequence[str]) -> None:
    """Raise ValidationError unless there are keys, each 32 bytes in URL-safe base64."""
    if not keys:
        raise ValidationError("must hold at least one key")
    for key in keys:
        try:
            raw = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != KEY_BYTES:
            raise ValidationError("must be keys of 32 bytes in URL-safe base64, with commas")


def networks(texts: Sequence[str]) -> None:
    """Raise ValidationError unless each is a network such as 10.0.0.0/8."""
    for text in texts:
        try:
            ip_network(text)
        except ValueError:
            raise ValidationError(f"{text} is no network such as 10.0.0.0/8") from None
