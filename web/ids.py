"""Public ids: a documented prefix, an underscore and at least 100 random bits."""

import base64
import re
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 21  # 5 bits each: 105
_FROM_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)

# What an imported id may look like: it stands in paths, file names and cursors as it came.
PUBLIC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}")


def mint(prefix: str) -> str:
    """Return a new, globally unique public id such as `iv_7m3k…` (105 random bits)."""
    # One draw of random bytes: an import mints an id per turn, thousands a second.
    letters = base64.b32encode(secrets.token_bytes(15)).decode().translate(_FROM_BASE32)
    return f"{prefix}_{letters[:_LENGTH]}"


def mint_organization() -> str:
    return mint("org")


def mint_person() -> str:
    return mint("person")


def mint_template() -> str:
    return mint("tpl")


def mint_conversation() -> str:
    return mint("iv")


def mint_turn() -> str:
    return mint("turn")
