"""The erasure registry's types: every place that can hold a person's data, declared by its room.

A room's `privacy.py` holds `PLACES`. A test reads the live catalogue and fails when a table or
column is neither declared personal here nor declared free of personal data. The erasure room
drives its jobs by what is declared: a room that declares its place has it counted, erased,
verified and exported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

CONVERSATIONS, PERSONS = "conversations_conversation", "persons_person"
# What `found_by` leads to where a place does not say it.
_PARENTS = {"conversation_id": CONVERSATIONS, "person_id": PERSONS}


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
    SCRUB = "scrub"  # the row stays, its personal columns are emptied
    WITH_JOB = "with the job"  # what an erasure needs while it runs; it deletes it at its end
    KEEP = "keep"  # no participant's data in it; `why` says so


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whose data a handler is asked about: some of a job's conversations and persons.

    `conversations`, `persons`: internal ids. `public_ids`: theirs, session ids included, known
    until the job ends, whether or not their rows are still there. `words`: the person's external
    id, e-mail and name, for what can be found by its text alone, without those that are too short
    to tell anybody by; empty where a job is about conversations. `until`: what was made later is
    somebody else's by its text, who is called the same; None: all there is.
    """

    organization_id: int
    conversations: Sequence[int] = ()
    persons: Sequence[int] = ()
    public_ids: Sequence[str] = ()
    words: Sequence[str] = ()
    until: datetime | None = None


class Handler(Protocol):
    """How a room counts and erases what no column leads to: objects, caches, lists in texts.

    Both are asked for a hundred conversations at a time, any number of times, and outside of a
    transaction; for more, where an attribute `most_at_once` says that it takes care of so many in
    seconds. `count` returns how many rows or objects hold data of theirs; what `erase` is through
    with counts nothing. `erase` returns how many it erased; it raises where it could not.
    One that goes by `words` alone says so by an attribute `is_of_words`, and is asked once; so is
    one that concerns the whole organisation (`is_of_organization`), whoever is erased; with
    `is_of_persons` only a job about a person has to do with it at all.
    """

    def count(self, subjects: Subjects) -> int: ...

    def erase(self, subjects: Subjects) -> int: ...


class OpenedPlace(Protocol):
    """A handler's place that outsiders may write into for a while yet, by an address they have."""

    def open_until(self, subjects: Subjects) -> datetime | None:
        """Return until when; None: nobody can. It is erased once more after that."""


class Weighed(Protocol):
    """A handler's place in the bucket that tells how large it is, for a dry run."""

    def weigh(self, subjects: Subjects) -> int:
        """Return how many bytes there are."""


class Exporter(Protocol):
    """A handler's place in the bucket that holds what is given to a person who asks for it."""

    def files(self, subjects: Subjects) -> Iterator[tuple[str, bytes]]:
        """Yield (name, content) of each file."""


@dataclass(frozen=True, slots=True)
class Place:
    """One table, bucket prefix, cache or queue.

    `name`: the table's name (of a partitioned one, the parent's), or the prefix. `personal`: the
    columns that can hold a person's data, or what stands for them elsewhere. `free`: the columns
    that never can. `why`: for support and the documents.

    `found_by`: the column that leads to the rows, and `parent` the table whose ids it holds: the
    conversations for `conversation_id`, the persons for `person_id`, else to be named; a parent
    must be declared as well, and is found by its own. `handler`: what finds and erases instead,
    as "room.module.name" of a `Handler`; of a table it may stand beside `found_by`. `mark`: of a
    row that stays, the column that tells when it was erased; `cut`: what else of it is changed, as
    {column: SQL of what is left}, where only some rows hold a sender's words. `at_once`: pages show
    it by itself, so that its handler is called in the transaction that hides the person already.
    `recalls`: of a table, whose organisations can be told of erased conversations again at any
    time: what refuses those is remembered as long as they have a row in it.

    `label`: what an access export calls it; `exported`: its columns there, in their order. Without
    a label it is not exported. Raises ValueError where these contradict one another.
    """

    store: Store
    name: str
    on_erasure: OnErasure
    personal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    found_by: str = ""
    why: str = ""
    subject: Subject = Subject.PARTICIPANT
    parent: str = ""
    handler: str = ""
    mark: str = ""
    cut: Mapping[str, str] = field(default_factory=dict)
    at_once: bool = False
    recalls: bool = False
    label: str = ""
    exported: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = [*self.personal, *self.free]
        if len(named) != len(set(named)):
            raise ValueError(f"{self.name}: a column is declared twice")
        if not set(self.exported) <= set(named):
            raise ValueError(f"{self.name}: an exported column is not declared")
        if self.on_erasure is OnErasure.KEEP:
            if not self.why:
                raise ValueError(f"{self.name}: what is kept says why")
            if self.personal and self.subject is Subject.PARTICIPANT:
                raise ValueError(f"{self.name}: a participant's data cannot be kept")
        elif not self.handler:
            self._check_found()

    def _check_found(self) -> None:
        if self.store is not Store.TABLE:
            raise ValueError(f"{self.name}: what is no table names a handler")
        if self.found_by not in self.columns:
            raise ValueError(f"{self.name}: found_by must be one of its columns")
        if self.on_erasure is not OnErasure.WITH_JOB and not self.leads_to:
            raise ValueError(f"{self.name}: found_by leads to no parent that is named")

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.personal + self.free)

    @property
    def leads_to(self) -> str:
        """The table whose ids `found_by` holds; the place itself for conversations and persons."""
        if self.name in (CONVERSATIONS, PERSONS) and self.found_by == "id":
            return self.name
        return self.parent or _PARENTS.get(self.found_by, "")

    @property
    def is_erased(self) -> bool:
        """Whether an erasure has to do with it at all."""
        return self.on_erasure not in (OnErasure.KEEP, OnErasure.WITH_JOB)
