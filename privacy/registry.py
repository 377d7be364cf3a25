"""The erasure registry's types: every place that can hold a person's data, declared by its room.

A room's `privacy.py` holds `PLACES`. A test reads the live catalogue and fails when a table or
column is neither declared personal here nor declared free of personal data.
"""

from dataclasses import dataclass
from enum import StrEnum


class Store(StrEnum):
    TABLE = "table"
    BUCKET = "bucket"
    CACHE = "cache"
    QUEUE = "queue"
    FILES = "files"


class Subject(StrEnum):
    """Whose data a place holds."""

    PARTICIPANT = "participant"  # who takes part in conversations: what an erasure is about
    MEMBER = "member"  # who signs in here; their data goes with their account


class OnErasure(StrEnum):
    """What happens to the place's rows when their person is erased."""

    DELETE = "delete"
    DETACH = "detach"  # the row stays, its link to person and conversation is cut
    KEEP = "keep"  # no participant's data in it; `why` says so


@dataclass(frozen=True, slots=True)
class Place:
    """One table, bucket prefix, cache or queue.

    `name`: the table's name (of a partitioned one, the parent's), or the prefix. `personal`: the
    columns that can hold a person's data, or what stands for them elsewhere. `free`: the columns
    that never can. `found_by`: the column that leads from a conversation or person to the rows.
    `why`: for support and the documents. Raises ValueError where these contradict one another.
    """

    store: Store
    name: str
    on_erasure: OnErasure
    personal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    found_by: str = ""
    why: str = ""
    subject: Subject = Subject.PARTICIPANT

    def __post_init__(self) -> None:
        named = [*self.personal, *self.free]
        if len(named) != len(set(named)):
            raise ValueError(f"{self.name}: a column is declared twice")
        if self.on_erasure is OnErasure.KEEP:
            if not self.why:
                raise ValueError(f"{self.name}: what is kept says why")
            if self.personal and self.subject is Subject.PARTICIPANT:
                raise ValueError(f"{self.name}: a participant's data cannot be kept")
        elif self.store is Store.TABLE and self.found_by not in named:
            raise ValueError(f"{self.name}: found_by must be one of its columns")

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.personal + self.free)
