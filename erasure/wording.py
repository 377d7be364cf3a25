"""Where a person may be named in texts: which columns there are, and how a word is looked for."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from erasure.models import Identity, Term
from erasure.places import Column, columns_of, condition_of, key_of
from privacy.catalogue import declared_places
from privacy.registry import CONVERSATIONS, PERSONS, OnErasure, Place, Store, Subject

SHORTEST = 3  # characters of a word that is looked for; a shorter one would be found everywhere
_SEARCHED = ("text", "character varying", "jsonb", "bytea")
# Made from other columns that are searched, and made anew when those are redacted.
DERIVED = {CONVERSATIONS: ("person_label", "digest"), PERSONS: ("name_search",)}
_OF_NO_ROOT = "t.organization_id = %(organization)s"


@dataclass(frozen=True, slots=True)
class Searched:
    """A table with texts. `root`: CONVERSATIONS or PERSONS, whose ids `condition` takes as `keys`,
    or '' for what only belongs to an organisation, up to the id `highest`; `owner`: the SQL of
    that id."""

    table: str
    key: str
    columns: tuple[Column, ...]
    root: str
    condition: str
    owner: str


@lru_cache(maxsize=1)
def searched() -> tuple[Searched, ...]:
    """Return all registered tables with texts, in declared order; once a process."""
    places = {
        place.name: place
        for place in declared_places()
        if place.store is Store.TABLE
        and place.subject is Subject.PARTICIPANT
        and place.on_erasure not in (OnErasure.KEEP, OnErasure.WITH_JOB)
    }
    return tuple(each for place in places.values() if (each := _searched(place, places)))


def of_no_root() -> list[str]:
    """Return the tables with texts that belong to no conversation and no person."""
    return [table.table for table in searched() if not table.root]


def _searched(place: Place, places: dict[str, Place]) -> Searched | None:
    passed_over = DERIVED.get(place.name, ())
    columns = tuple(
        column
        for column in columns_of(place.name)
        if column.name in place.personal
        and column.type in _SEARCHED
        and column.name not in passed_over
        and column.name not in ("public_id", "session_id")
    )
    try:
        key = key_of(place.name)
    except ValueError:
        return (
            None  # A table without a key of one column has no texts of its own: search documents.
        )
    if not columns:
        return None
    if not place.found_by:
        return Searched(
            place.name, key, columns, "", f"{_OF_NO_ROOT} AND t.{key} <= %(highest)s", "NULL"
        )
    condition, root = condition_of(place, places)
    return Searched(place.name, key, columns, root, condition, _owner(place, places, "t"))


def _owner(place: Place, places: dict[str, Place], row: str) -> str:
    """Return the SQL of the conversation's or person's id of a row."""
    parent = place.leads_to
    if parent in (CONVERSATIONS, PERSONS):
        return f"{row}.{place.found_by}"
    inner = _owner(places[parent], places, "p")
    return f"(SELECT {inner} FROM {parent} p WHERE p.{key_of(parent)} = {row}.{place.found_by})"


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody may be called by."""

    term: Term
    text: str

    @property
    def written(self) -> str:
        """As it stands within JSON."""
        return json.dumps(self.text, ensure_ascii=False)[1:-1]

    @property
    def in_bytes(self) -> list[bytes]:
        """As it may stand in a body: as it is, and within JSON, also that of ASCII alone."""
        forms = (self.text, self.written, json.dumps(self.text)[1:-1])
        return [form.encode() for form in dict.fromkeys(forms)]


def words_of(identity: Identity) -> Iterator[Word]:
    """Yield what is looked for: external id, e-mail and name, where they are long enough.

    Those of today, and those they had when it was requested.
    """
    told = [*identity.called, *((Term(term), text) for term, text in identity.earlier)]
    for term, text in dict.fromkeys((term, text.strip()) for term, text in told):
        if len(text) >= SHORTEST:
            yield Word(term, text)


def matching(column: Column, word: Word, parameters: dict[str, Any]) -> str:
    """Return SQL for whether a column names the word, as a word of its own; fill `parameters`."""
    name = f"t.{column.name}"
    if column.type == "bytea":
        tests = []
        for form in word.in_bytes:
            key = f"p{len(parameters)}"
            parameters[key] = form
            tests.append(f"position(%({key})s::bytea IN {name}) > 0")
        return f"({' OR '.join(tests)})"
    text = word.written if column.type == "jsonb" else word.text
    like, pattern = f"p{len(parameters)}", f"p{len(parameters) + 1}"
    parameters[like] = "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
    parameters[pattern] = rf"(^|\W){_escaped(text)}(\W|$)"
    value = f"{name}::text" if column.type == "jsonb" else name
    return f"({value} ILIKE %({like})s AND {value} ~* %({pattern})s)"


def _escaped(text: str) -> str:
    """Return a regular expression of PostgreSQL's that is just this text."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


REDACTED = "[erased]"


def redacted(value: Any, words: list[Word]) -> Any:
    """Return a value without the words, in whatever case: text, or JSON with all its keys."""
    if isinstance(value, str):
        for word in words:
            value = re.sub(rf"(?<!\w){re.escape(word.text)}(?!\w)", REDACTED, value, flags=re.I)
        return value
    if isinstance(value, list):
        return [redacted(entry, words) for entry in value]
    if isinstance(value, dict):
        return {redacted(key, words): redacted(entry, words) for key, entry in value.items()}
    return value
