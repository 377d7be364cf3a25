"""What was taken out of a person's row, since it named somebody who was erased, stays out of it.

Sources go on to tell it. It is known by keyed hashes, so that it need not be kept for that.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from persons.models import Person

if TYPE_CHECKING:
    from persons.domain import Mention

_OBJECTS = ("profile", "org_context")


def remember_redacted(person_id: int, changed: Mapping[str, tuple[Any, Any]]) -> None:
    """Note what a person's columns held, {column: (before, after)}, in the caller's transaction."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    marks = [
        mark for name, (old, new) in changed.items() for mark in _marks(person, name, old, new)
    ]
    person.redacted = sorted({*person.redacted, *marks})
    person.save(update_fields=["redacted"])


def _marks(person: Person, name: str, old: Any, new: Any) -> Iterator[str]:
    if name not in _OBJECTS:
        yield _mark(person, name, old, settings.SECRET_KEY)
        return
    for key, value in old.items():
        if key not in new or new[key] != value:
            yield _mark(person, f"{name} {key}", value, settings.SECRET_KEY)


def _mark(person: Person, what: str, value: Any, secret: str | bytes) -> str:
    told = json.dumps([person.organization_id, what, value], sort_keys=True)
    return salted_hmac("persons.redacted", told, secret, algorithm="sha256").hexdigest()


def without_redacted(person: Person, mention: "Mention") -> "Mention":
    """Return the mention without what was taken out of the person's row."""
    if not person.redacted:
        return mention
    context = mention.org_context
    return replace(
        mention,
        name="" if _stays_out(person, "name", mention.name) else mention.name,
        email="" if _stays_out(person, "email", mention.email) else mention.email,
        profile=_left(person, "profile", mention.profile),
        org_context=None if context is None else _left(person, "org_context", context),
    )


def _left(person: Person, name: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in told.items() if not _stays_out(person, f"{name} {key}", value)
    }


def _stays_out(person: Person, what: str, value: Any) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(_mark(person, what, value, key) in person.redacted for key in keys)
