"""Public ids: a documented prefix, an underscore and at least 100 random bits."""

import re
import secrets
from uuid import UUID, uuid3

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 21  # 5 bits each: 105
_LETTERS = _ALPHABET.encode() * 8  # one of 32 for each of 256 bytes

# What an imported id may look like: it stands in paths, file names and cursors as it came.
PUBLIC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}")

UUID_FORM = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_UUID = re.compile(UUID_FORM)
# Of names that are ids of ours; `conversations.models.NamedUuid` computes the same in SQL.
NAMESPACE = UUID("6b0c6a3e-7a0f-5d0c-9c57-0d3e8f5a1b42")


def as_uuid(public_id: str) -> str:
    """Return the id itself where it is a UUID, else the UUID that is named after it.

    For those who know things by UUIDs alone: the same id always gives the same one.
    """
    return public_id if _UUID.fullmatch(public_id) else str(uuid3(NAMESPACE, public_id))


def mint(prefix: str) -> str:
    """Return a new, globally unique public id such as `iv_7m3k…` (105 random bits)."""
    # In one draw: an import mints an id per turn, thousands a second.
    return make(prefix, secrets.token_bytes(_LENGTH))


def make(prefix: str, random: bytes) -> str:
    """Return the public id that belongs to these bytes, of which 21 count."""
    return f"{prefix}_{letters(random[:_LENGTH])}"


def letters(random: bytes) -> str:
    """Return one letter for each byte, which carries five of its bits."""
    return random.translate(_LETTERS).decode()


def mint_organization() -> str:
    return mint("org")


def mint_member() -> str:
    return mint("member")


def mint_invitation() -> str:
    return mint("invite")


def mint_key() -> str:
    return mint("key")


def mint_person() -> str:
    return mint("person")


def mint_template() -> str:
    return mint("tpl")


def mint_conversation() -> str:
    return mint("iv")


def mint_session() -> str:
    return mint("sess")


def mint_turn() -> str:
    return mint("turn")


def mint_frame() -> str:
    return mint("frm")


def mint_secret() -> str:
    """Return 105 random bits in letters, for what nobody is to guess."""
    return letters(secrets.token_bytes(_LENGTH))


def mint_decision() -> str:
    return mint("decision")


def mint_queue() -> str:
    return mint("queue")


def mint_export() -> str:
    return mint("export")
