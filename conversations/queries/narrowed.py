"""The conversations of one organisation under the list's filters, as SQL.

Written out by hand: the list asks it several ways (a page, a count, an estimate, a search, the
neighbours of one), and compiling each from a QuerySet took longer than answering it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from conversations.filters import ConversationFilters
from web.keyset import Direction, Place
from web.prepared import prepared_cursor

Part = tuple[str, list[Any]]  # SQL, and the parameters that stand in it

_TEMPLATE = """c.template_id = (
    SELECT id FROM conversations_template WHERE organization_id = %s AND public_id = %s)"""
# One person's conversations are walked in their own index's order, however many they are.
_OF_PERSON = "JOIN conversations_participation part ON part.conversation_id = c.id"
_PERSON = """part.person_id = (
    SELECT id FROM persons_person WHERE organization_id = %s AND public_id = %s)"""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`FROM … WHERE …` with its parameters; the conversation is `c`.

    `at` and `id`: the columns to order by, from the table whose index has that order.
    """

    sql: str
    params: list[Any]
    at: str = "c.created_at"
    id: str = "c.id"

    def select(self, columns: str, tail: str = "", *params: Any) -> list[tuple[Any, ...]]:
        """Return the rows of `SELECT columns` from here, with further conditions in `tail`."""
        return run(self.statement(columns, tail, *params))

    def statement(self, columns: str, tail: str = "", *params: Any) -> Part:
        """Return what `select` asks."""
        return f"SELECT {columns} {self.sql} {tail}", [*self.params, *params]

    def beyond(
        self, columns: str, place: Place | None, direction: Direction, limit: int
    ) -> list[tuple[Any, ...]]:
        """Return up to `limit` rows strictly older (newest first) or newer (oldest first)."""
        return run(self.statement_beyond(columns, place, direction, limit))

    def statement_beyond(
        self, columns: str, place: Place | None, direction: Direction, limit: int
    ) -> Part:
        """Return what `beyond` asks."""
        order, sign = ("DESC", "<") if direction == "older" else ("ASC", ">")
        # In figures: of a prepared statement the planner would not know that it is asked for few.
        tail = f"ORDER BY {self.at} {order}, {self.id} {order} LIMIT {limit:d}"
        if place is None:
            return self.statement(columns, tail)
        after = f"AND ({self.at}, {self.id}) {sign} (%s, %s)"
        return self.statement(columns, f"{after} {tail}", place.at, place.id)

    def beside(self, column: str, place: Place) -> tuple[str, str]:
        """Return `column` of the (next newer, next older) row to `place`, or "": one statement."""
        sides = [
            f"(SELECT {column} {self.sql} AND ({self.at}, {self.id}) {sign} (%s, %s)"
            f" ORDER BY {self.at} {order}, {self.id} {order} LIMIT 1)"
            for sign, order in ((">", "ASC"), ("<", "DESC"))
        ]
        params = [*self.params, place.at, place.id]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {sides[0]}, {sides[1]}", [*params, *params])
            newer, older = cursor.fetchone()
        return newer or "", older or ""


def run(statement: Part, *, is_steady: bool = False) -> list[tuple[Any, ...]]:
    """Return the rows of a statement.

    `is_steady`: whatever its values are, one plan is best. The server then keeps it prepared.
    """
    with prepared_cursor() if is_steady else connection.cursor() as cursor:
        cursor.execute(*statement)
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Further:
    """What narrows the conversations besides: a JOIN and conditions, each with its parameters.

    `at` and `id`: the joined table's columns to order by, where its index has their order.
    """

    joined: str = ""
    joined_params: tuple[Any, ...] = ()
    conditions: tuple[tuple[str, list[Any]], ...] = ()
    at: str = "c.created_at"
    id: str = "c.id"


def narrowed(
    organization_id: int,
    filters: ConversationFilters,
    template_id: int | None = None,
    further: Further | None = None,
) -> Narrowed:
    """Return the organisation's conversations that pass every filter but the search.

    With `template_id`, where it is known, the planner's estimate knows the template too. Under
    `further` filters the order is theirs, but for one person's conversations.
    """
    further = further or Further()
    found = [
        ("c.organization_id = %s", [organization_id]),
        ("c.is_test" if filters.test else "NOT c.is_test", []),
        ("c.erasing_at IS NULL", []),
        *_put_away(filters),
        *_named(organization_id, filters, template_id),
        *_measured(filters),
        *further.conditions,
    ]
    where = " AND ".join(condition for condition, _ in found)
    params = [param for _, given in found for param in given]
    params = [*further.joined_params, *params]
    joined = f"FROM conversations_conversation c {further.joined}"
    if not filters.person:
        return Narrowed(f"{joined} WHERE {where}", params, further.at, further.id)
    return Narrowed(
        f"{joined} {_OF_PERSON} WHERE {where}",
        params,
        "part.conversation_created_at",
        "part.conversation_id",
    )


def _put_away(filters: ConversationFilters) -> Iterator[tuple[str, list[Any]]]:
    if filters.archived:
        yield "c.archived_at IS NOT NULL", []
    elif filters.leaves_archived_out:
        yield "c.archived_at IS NULL", []


def _named(
    organization_id: int, filters: ConversationFilters, template_id: int | None
) -> Iterator[tuple[str, list[Any]]]:
    if filters.template and template_id:
        yield "c.template_id = %s", [template_id]
    elif filters.template:
        yield _TEMPLATE, [organization_id, filters.template]
    if len(filters.status) == 1:  # An equality, so that the index's order serves.
        yield "c.status = %s", [*filters.status]
    elif filters.status:
        yield "c.status = ANY(%s)", [list(filters.status)]
    if filters.person:
        yield _PERSON, [organization_id, filters.person]


def _measured(filters: ConversationFilters) -> Iterator[tuple[str, list[Any]]]:
    since, until = filters.period()
    if since:
        yield "c.created_at >= %s", [since]
    if until:
        yield "c.created_at < %s", [until]
    if filters.findings:
        yield f"c.finding_count {'>' if filters.findings == 'yes' else '='} 0", []
    if filters.frames:
        yield "c.frame_count > 0", []
    if filters.longer is not None:
        yield "c.duration_seconds > %s", [filters.longer * 60]
    if filters.shorter is not None:
        yield "c.duration_seconds < %s", [filters.shorter * 60]
