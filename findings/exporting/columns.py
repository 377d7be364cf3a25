"""The columns of an export as SQL of the conversation `c`: as text, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from findings.queries.explored import Explored
from findings.queries.kept import Read

_ISO = """to_char(c.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
_ABOUT = {
    "outcome": ("c.outcome", "text"),
    "length": ("c.duration_seconds", "integer"),
    "turns": ("c.turn_count", "integer"),
    "version": ("c.version_number", "integer"),
}
# Items of a list stand beside one another, as on the page.
_GOAL = """CASE jsonb_typeof(c.findings -> {0})
    WHEN 'array' THEN (SELECT string_agg(each.item #>> '{{}}', ', ' ORDER BY each.place)
        FROM jsonb_array_elements(c.findings -> {0}) WITH ORDINALITY each (item, place))
    ELSE c.findings ->> {0} END"""
_CRITERION = """(SELECT CASE WHEN r.passed THEN 'passed' WHEN NOT r.passed THEN 'failed'
        ELSE 'unknown' END
    FROM conversations_criterionresult r
    WHERE r.conversation_id = c.id AND r.criterion = {0})"""
# Of several persons the first, as on the page.
_PERSON = """(SELECT {0} FROM conversations_participation part
    JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
    WHERE part.conversation_id = c.id ORDER BY part.position, part.id LIMIT 1)"""
_REVIEWED = """(SELECT json_object_agg(f.goal, json_build_object('review', f.review,
        'original_value', f.original_value))::text
    FROM conversations_finding f WHERE f.conversation_id = c.id
        AND f.review IN ('corrected', 'rejected')
        AND c.id IN (SELECT conversation_id FROM conversations_finding
            WHERE template_id = {0} AND review <> ''))"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type`: text, word, number, integer, boolean, time or json. `goal`: whose finding.

    `text` and `json` are SQL, with `params` each time a %s stands in them; `json` yields JSON text.
    """

    name: str
    type: str
    text: str
    params: tuple[Any, ...] = ()
    json: str = ""
    json_params: tuple[Any, ...] = ()
    goal: str = ""


def columns(read: Read) -> list[Column]:
    """Return what the page shows of each conversation: itself, then its columns, then reviews."""
    found = list(_conversation())
    found += [column for key in read.columns for column in _column(read.template, key)]
    found.append(Column("reviewed", "json", _REVIEWED.format("%s"), (read.template.id,)))
    names: set[str] = set()
    return [_named(column, names) for column in found]


def _named(column: Column, names: set[str]) -> Column:
    """Give a second column of a name another one: a goal may be called as the conversation is."""
    name, number = column.name, 1
    while name in names:
        number += 1
        name = f"{column.name} ({number})"
    names.add(name)
    return replace(column, name=name)


def _conversation() -> Iterator[Column]:
    yield Column("conversation", "word", "c.public_id")
    yield Column("created_at", "time", _ISO.format("created_at"))
    yield Column("person", "text", "c.person_label")
    yield Column("status", "word", "c.status")


def _column(template: Explored, key: str) -> Iterator[Column]:
    kind, _, name = key.partition(".")
    if kind == "goal":
        type = template.goal(name).type
        yield Column(
            name,
            type if type in ("number", "boolean") else "text",
            _GOAL.format("%s"),
            (name,) * 3,
            "(c.findings -> %s)::text",
            (name,),
            goal=name,
        )
    elif kind == "criterion":
        yield Column(name, "word", _CRITERION.format("%s"), (name,))
    elif kind == "context":
        yield Column(name, "text", "c.context ->> %s", (name,), "(c.context -> %s)::text", (name,))
    elif kind == "person":
        yield _person(name)
    elif name in _ABOUT:
        text, type = _ABOUT[name]
        yield Column(name, type, text)


def _person(name: str) -> Column:
    place, _, key = name.partition(".")
    if place in ("profile", "org_context"):
        return Column(name, "text", _PERSON.format(f"person.{place} ->> %s"), (key,))
    return Column(f"person {name}", "text", _PERSON.format(f"person.{place}"))


def as_text(found: Sequence[Column]) -> tuple[str, list[Any]]:
    """Return a SELECT list with its parameters: a text a column, named c0, c1 and so on."""
    told = [f"({column.text})::text AS c{place}" for place, column in enumerate(found)]
    return ", ".join(told), [param for column in found for param in column.params]


def as_json(found: Sequence[Column]) -> tuple[str, list[Any]]:
    """Return a SELECT list with its parameters: a JSON text or null a column."""
    told: list[str] = []
    params: list[Any] = []
    for column in found:
        if column.json:
            told.append(column.json)
            params += column.json_params
        elif column.type in ("json", "integer"):
            told.append(f"({column.text})::text")
            params += column.params
        else:
            told.append(f"to_json({column.text})::text")
            params += column.params
    return ", ".join(f"{sql} AS c{place}" for place, sql in enumerate(told)), params
