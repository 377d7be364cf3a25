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


class OnErasure(StrEnum):
    """What happens to the place's rows when their person is erased."""

    DELETE = "delete"
    DETACH = "detach"  # the row stays, its link to person and conversation is cut
    KEEP = "keep"  # nothing of a person in it; `why` says so


@dataclass(frozen=True, slots=True)
class Place:
    """One table, bucket prefix, cache or queue.

    `name`: the table's name, or the prefix. `personal`: the columns that can hold a person's data,
    or what stands for them elsewhere. `free`: the columns that never can. `found_by`: the column
    that leads from a conversation or person to the rows. `why`: for support and the documents.
    """

    store: Store
    name: str
    on_erasure: OnErasure
    personal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    found_by: str = ""
    why: str = ""
