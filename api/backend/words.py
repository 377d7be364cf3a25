"""How the backend API words what we know otherwise: ids, codes, statuses, profiles."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from web.ids import as_uuid

DETAILS = (
    "first_name", "last_name", "organization_name", "organization_domain", "avatar_image_url",
)  # fmt: skip

# It has no word for one that failed, which ended and was not completed.
STATUSES = {
    "created": "pending",
    "joined": "in_progress",
    "completed": "completed",
    "abandoned": "abandoned",
    "failed": "abandoned",
}
ARCHIVED = "archived"


def status(status: str, is_archived: bool) -> str:
    return ARCHIVED if is_archived else STATUSES[status]


def connection_code(given: Any, public_id: str) -> str:
    """Return the code that came, else one made of the id: always the same."""
    return given if isinstance(given, str) else as_uuid(public_id)[:8].upper()


def full_name(first: str | None, last: str | None) -> str:
    return " ".join(part.strip() for part in (first, last) if part and part.strip())


def profile(
    public_id: str, name: str, email: str, details: Mapping[str, Any]
) -> dict[str, str | None]:
    """Return a person as a participant's profile. `details`: what their profile brought.

    Its first and last name count for as long as they make the name; another is cut in two.
    """
    told = {field: _text(details.get(field)) for field in DETAILS}
    if full_name(told["first_name"], told["last_name"]) != name:
        first, _, last = name.partition(" ")
        told |= {"first_name": first or None, "last_name": last.strip() or None}
    return {"id": as_uuid(public_id), "email": email or None, **told}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def id_of_email(email: str) -> str:
    """Return the id of a person of whom only the address is known: always the same."""
    return str(uuid5(NAMESPACE_URL, f"mailto:{email.strip().casefold()}"))
