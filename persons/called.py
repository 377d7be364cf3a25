"""What a person was called while a request to erase them waits: the erasure looks for that too.

Names change between the request and the approval, more than once perhaps. Nobody keeps the old ones
but here, from the request on: [["name" or "email", text], …], null while nobody asked.
"""

from typing import Any

from persons.models import Person
from web.redacted import is_only_redacted

MOST = 20  # names and addresses; of whoever was called by more the first ones are looked for


def note_from_now(person_id: int) -> None:
    """Keep what the person was called by, from here on."""
    Person.objects.filter(pk=person_id, called_since__isnull=True).update(called_since=[])


def note_no_more(person_id: int) -> None:
    """Forget what was kept, since the request was denied."""
    Person.objects.filter(pk=person_id).update(called_since=None)


def with_old(person: Person, changes: dict[str, Any]) -> list[list[str]] | None:
    """Return what is kept once `changes` ({column: new value}) are made, in the same shape."""
    if person.called_since is None:
        return None
    kept: list[list[str]] = person.called_since
    old = [[name, getattr(person, name)] for name in ("name", "email") if name in changes]
    return [*kept, *(each for each in old if _calls(each[1]) and each not in kept)][:MOST]


def _calls(text: str) -> bool:
    return bool(text) and not is_only_redacted(text)
