"""Giving somebody their data before it goes: what the registry says is theirs, place by place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from erasure.places import catalogue, columns_of, key_of
from persons.models import Person
from privacy.registry import CONVERSATIONS, PERSONS, Place

_WINDOW = 500
_THEIRS = """
    SELECT part.conversation_id, c.public_id, c.session_id
    FROM conversations_participation part
    JOIN conversations_conversation c ON c.id = part.conversation_id
    WHERE part.person_id = %s AND part.conversation_id > %s AND c.erasing_at IS NULL
    ORDER BY part.conversation_id LIMIT %s
"""


def _conversations(person: Person) -> Iterator[list[tuple[int, str, str | None]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_THEIRS, [person.pk, last, _WINDOW])
            found = cursor.fetchall()
        if not found:
            return
        yield found
        last = found[-1][0]


def _read(place: Place, condition: str, keys: list[int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(place.exported)} FROM {place.name} WHERE {condition}",
            {"keys": keys},
        )
        columns = [column.name for column in cursor.description]
        for row in cursor.fetchall():
            yield _parsed(place, dict(zip(columns, row, strict=True)))


def _parsed(place: Place, told: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its columns of JSON, which come as text, as what they say."""
    types = {column.name: column.type for column in columns_of(place.name)}
    return {
        name: json.loads(value) if types.get(name) == "jsonb" and value is not None else value
        for name, value in told.items()
    }


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation with all that hangs on it: `parts`, {label: rows}, empty ones left out."""

    key: int
    head: dict[str, Any]
    parts: dict[str, list[dict[str, Any]]]


def person_rows(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return {label: rows} of what belongs to the person and to no conversation of theirs."""
    found = {
        rows.place.label: list(_read(rows.place, rows.condition, [person.pk]))
        for rows in catalogue().rows
        if rows.place.label and rows.root == PERSONS
    }
    return {label: rows for label, rows in found.items() if rows}


def conversations(person: Person) -> Iterator[Told]:
    """Yield the person's conversations, oldest first, without those that are being erased."""
    places = [rows for rows in catalogue().rows if rows.place.label and rows.root == CONVERSATIONS]
    for found in _conversations(person):
        names = {key: public_id for key, public_id, _ in found}
        parts: dict[int, dict[str, list[dict[str, Any]]]] = {key: {} for key in names}
        heads: dict[int, dict[str, Any]] = {}
        for rows in places:
            for key, told in _owned(rows.place, rows.condition, list(names)):
                if rows.place.name == CONVERSATIONS:
                    heads[key] = told
                else:
                    parts[key].setdefault(rows.place.label, []).append(told)
        yield from (Told(key, heads[key], parts[key]) for key in names if key in heads)


def _owned(place: Place, condition: str, keys: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (the conversation's key, the row) of a place found by its conversation."""
    own = "id" if place.name == CONVERSATIONS else place.found_by
    columns = [name for name in place.exported if name != own]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {own}, {', '.join(columns)} FROM {place.name} WHERE {condition}"
            f" ORDER BY {own}, {_order(place)}",
            {"keys": keys},
        )
        for key, *values in cursor.fetchall():
            yield key, _parsed(place, dict(zip(columns, values, strict=True)))


def _order(place: Place) -> str:
    return "position" if "position" in place.columns else key_of(place.name)
