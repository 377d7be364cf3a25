"""One record on its way to becoming rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intake.records import ConversationRecord
from persons.models import Person


@dataclass(frozen=True, slots=True)
class Existing:
    """What is stored of a conversation that comes again."""

    id: int
    digest: bytes | None
    created_at: datetime
    archived_at: datetime | None
    archived_there: bool
    version_id: int | None
    revision: int
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The template version a conversation is bound to; `goals` are the ids it declares.

    `named`: of goals with a choice of values, the keys of those. `numbers`: ids of those that
    ask for one.
    """

    id: int
    number: int
    template_id: int
    template_name: str
    goals: frozenset[str]
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """A record that is new or changed, and what was found out for it so far.

    `id` is the conversation's key, reserved for a new one. `version` is null where the record
    names no template. `persons` stand in the record's order, nobody twice.
    """

    record: ConversationRecord
    digest: bytes
    existing: Existing | None
    now: datetime
    id: int = 0
    version: Version | None = None
    persons: list[Person] = field(default_factory=list)

    @property
    def created_at(self) -> datetime:
        given = self.record.created_at or self.record.started_at
        return given or (self.existing.created_at if self.existing else self.now)

    @property
    def seen_at(self) -> datetime:
        """When its persons were seen."""
        return self.record.started_at or self.created_at
