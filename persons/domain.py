"""Writes of the persons room: who is meant by a mention, and what the mention adds to them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from persons.called import note_from_now as note_from_now
from persons.called import note_no_more as note_no_more
from persons.called import with_old
from persons.changes import noted
from persons.models import Person
from persons.redacting import remember_redacted as remember_redacted
from persons.redacting import without_redacted
from persons.writing import insert, update
from web import ids
from web.prepared import prepared_cursor
from web.words import fold, name_vector

MOST_CHARACTERS = 1_000_000  # of what is told of one person, as JSON: whoever finds them reads it

_KEPT = (
    "id", "organization_id", "public_id", "external_id", "name", "email", "profile", "org_context",
    "context_changes", "first_seen_at", "last_seen_at", "conversation_count", "created_at",
    "erasing_at", "redacted", "called_since",
)  # fmt: skip
# By hand: to compile it took the ORM longer than the database to answer.
_FIND = f"""
SELECT {", ".join(_KEPT)} FROM persons_person
WHERE organization_id = %s AND (
    public_id = ANY(%s) OR external_id = ANY(%s) AND erasing_at IS NULL OR id = ANY(%s::bigint[])
)
ORDER BY id FOR NO KEY UPDATE
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one source says of one person; empty fields say nothing.

    `org_context` is merged shallowly into what is known, null leaves it alone; `profile` likewise.
    `first_seen_at` and `last_seen_at` (UTC) widen the time in which the person was seen.
    """

    public_id: str | None = None
    external_id: str | None = None
    name: str = ""
    email: str = ""
    profile: dict[str, Any] = field(default_factory=dict)
    org_context: dict[str, Any] | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


class MentionConflict(Exception):
    """The mention at `index` contradicts what is known; `field` and `reason` hold no values."""

    def __init__(self, index: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.index = index
        self.field = field
        self.reason = reason


class PersonRegister:
    """Finds, makes and updates many persons of one organisation; `save` writes them at once.

    Use it inside a transaction that no other register of the organisation runs beside: the found
    rows are locked, but two registers could both make a person that was unknown to them.
    """

    def __init__(
        self, organization_id: int, mentions: Iterable[Mention], person_ids: Iterable[int] = ()
    ) -> None:
        self._organization_id = organization_id
        self._by_id: dict[int, Person] = {}
        self._by_public_id: dict[str, Person] = {}
        self._by_external_id: dict[str, Person] = {}
        self._new: list[Person] = []
        self._changed: dict[int, Person] = {}
        self.relabelled: set[int] = set()  # keys of persons whose display name changed
        self._load(list(mentions), list(person_ids))

    def _load(self, mentions: list[Mention], person_ids: list[int]) -> None:
        public_ids = [mention.public_id for mention in mentions if mention.public_id]
        external_ids = [mention.external_id for mention in mentions if mention.external_id]
        if not (public_ids or external_ids or person_ids):
            return
        with prepared_cursor() as cursor:
            cursor.execute(_FIND, [self._organization_id, public_ids, external_ids, person_ids])
            rows = cursor.fetchall()
        for row in rows:
            person = Person.from_db(None, _KEPT, row)
            person.profile, person.org_context, person.context_changes = map(json.loads, row[6:9])
            person.redacted = json.loads(person.redacted)
            person.called_since = json.loads(person.called_since or "null")
            self._by_id[person.pk] = person
            self._note(person)

    def _note(self, person: Person) -> None:
        self._by_public_id[person.public_id] = person
        if person.external_id and person.erasing_at is None:
            self._by_external_id[person.external_id] = person

    def identify(self, mentions: Sequence[Mention], before: Sequence[int] = ()) -> list[Person]:
        """Return the person of each mention, with what it says merged in, new ones unsaved.

        A mention means the person with its external id, else with its id. One that names neither
        means one of the persons in `before` (keys, passed to the constructor too) who have no
        external id: by equal name, else by order; else somebody new. One whose external id is
        unknown means such a person of equal name, who is thereby identified.
        Raises MentionConflict before anything is merged.
        """
        found = [self._find(index, mention) for index, mention in enumerate(mentions)]
        unclear = [index for index, person in enumerate(found) if person is None]
        loose = self._match_loose(mentions, unclear, before)
        persons: list[Person] = []
        for index, mention in enumerate(mentions):
            known = self._known_by_now(mention) or found[index] or loose.get(index)
            chosen = known or self._make(mention)
            self._merge(chosen, mention)
            persons.append(chosen)
        return persons

    def add(self, mention: Mention) -> tuple[Person, bool, bool]:
        """Upsert the one person of `mention`; return them, whether new, and whether changed.

        Raises MentionConflict with index 0.
        """
        person = self._find(0, mention)
        if person is None:
            person = self._make(mention)
            self._merge(person, mention)
            return person, True, True
        return person, False, self._merge(person, mention)

    def count_in(self, person: Person) -> None:
        """Count one conversation more of somebody, whose row is locked; `save` writes it."""
        person.conversation_count += 1
        if person.pk is not None:
            self._changed[person.pk] = person

    def save(self) -> None:
        """Write new and changed persons: two statements, however many there are."""
        for person in (*self._new, *self._changed.values()):
            person.name_search = name_vector(self._organization_id, person.name)
        if self._new:
            insert(self._new)
        if self._changed:
            update(list(self._changed.values()))
        self._new, self._changed = [], {}

    def _find(self, index: int, mention: Mention) -> Person | None:
        person = self._meant(index, mention)
        self._check_room(index, person, mention)
        return person

    def _meant(self, index: int, mention: Mention) -> Person | None:
        if mention.external_id and (person := self._by_external_id.get(mention.external_id)):
            return person
        person = self._by_public_id.get(mention.public_id) if mention.public_id else None
        if person is None:
            return None
        if person.erasing_at is not None:
            raise MentionConflict(index, "id", "belongs to a person who is being erased")
        if mention.external_id and person.external_id:
            raise MentionConflict(index, "id", "belongs to a person with another external_id")
        return person

    def _check_room(self, index: int, person: Person | None, mention: Mention) -> None:
        for name in ("org_context", "profile"):
            told = getattr(mention, name)
            known = getattr(person, name) if person else {}
            if told and len(json.dumps(known | told, ensure_ascii=False)) > MOST_CHARACTERS:
                reason = f"would have more than {MOST_CHARACTERS:,} characters"
                raise MentionConflict(index, name, reason)

    def _match_loose(
        self, mentions: Sequence[Mention], unclear: list[int], before: Sequence[int]
    ) -> dict[int, Person]:
        loose = [person for key in before if (person := self._by_id.get(key)) is not None]
        loose = [p for p in loose if p.external_id is None and p.erasing_at is None]
        matches: dict[int, Person] = {}
        open_mentions = [index for index in unclear if mentions[index].public_id is None]
        for same_name in (True, False):
            for index in open_mentions:
                mention = mentions[index]
                if index in matches or not (same_name or mention.external_id is None):
                    continue
                for person in loose:
                    if not same_name or fold(person.name) == fold(mention.name):
                        matches[index] = person
                        loose.remove(person)
                        break
        return matches

    def _known_by_now(self, mention: Mention) -> Person | None:
        """An earlier mention of the same list may have made the person."""
        by_external_id = self._by_external_id.get(mention.external_id or "")
        return by_external_id or self._by_public_id.get(mention.public_id or "")

    def _make(self, mention: Mention) -> Person:
        now = timezone.now()
        person = Person(
            organization_id=self._organization_id,
            public_id=mention.public_id or ids.mint_person(),
            created_at=now,
            first_seen_at=now,
            last_seen_at=now,
        )
        self._new.append(person)
        self._note(person)
        return person

    def _merge(self, person: Person, mention: Mention) -> bool:
        """Return whether `mention` told anything new of `person`."""
        label = person.display_name
        mention = without_redacted(person, mention)
        told = {
            "name": mention.name or person.name,
            "email": mention.email or person.email,
            "external_id": person.external_id or mention.external_id,
            "profile": person.profile | mention.profile,
            "org_context": person.org_context | (mention.org_context or {}),
            "context_changes": noted(
                person.context_changes, person.org_context, mention.org_context, timezone.now()
            ),
            **_seen(person, mention),
        }
        changes = {name: value for name, value in told.items() if getattr(person, name) != value}
        person.called_since = with_old(person, changes)
        for name, value in changes.items():
            setattr(person, name, value)
        self._note(person)
        if changes and person.pk is not None:
            self._changed[person.pk] = person
            if person.display_name != label:
                self.relabelled.add(person.pk)
        return bool(changes)


def _seen(person: Person, mention: Mention) -> dict[str, datetime]:
    """The person's first and last sight, widened by the mention's.

    Somebody registered and never seen carries the time of registration as both; that is no sight,
    and the first real one takes its place.
    """
    first = mention.first_seen_at or mention.last_seen_at
    last = mention.last_seen_at or mention.first_seen_at
    if first is None or last is None:
        return {}
    if person.first_seen_at == person.last_seen_at == person.created_at:
        return {"first_seen_at": first, "last_seen_at": last}
    return {
        "first_seen_at": min(person.first_seen_at, first),
        "last_seen_at": max(person.last_seen_at, last),
    }
