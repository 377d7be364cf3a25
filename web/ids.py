"""Public ids: a documented prefix, an underscore and at least 100 random bits."""

import re
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 21  # 5 bits each: 105
_LETTERS = _ALPHABET.encode() * 8  # one of 32 for each of 256 bytes

# What an imported id may look like: it stands in paths, file names and cursors as it came.
PUBLIC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}")


def mint(prefix: str) -> str:
    """Return a new, globally unique public id such as `iv_7m3k…` (105 random bits)."""
    # Five bits of each byte, in one draw: an import mints an id per turn, thousands a second.
    return f"{prefix}_{secrets.token_bytes(_LENGTH).translate(_LETTERS).decode()}"


def mint_organization() -> str:
    return mint("org")


def mint_member() -> str:
    return mint("member")


def mint_invitation() -> str:
    return mint("invite")


def mint_person() -> str:
    return mint("person")


def mint_template() -> str:
    return mint("tpl")


def mint_conversation() -> str:
    return mint("iv")


def mint_turn() -> str:
    return mint("turn")
