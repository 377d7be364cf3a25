"""What of a conversation can be searched."""

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from intake.bulk import Row, Table
from intake.draft import Draft
from intake.values import value_text
from persons.models import Person
from web.words import document_vector

SEARCH = Table(
    "conversations_searchdocument",
    ("conversation_id", "created_at", "organization_id", "document"),
)


def search_row(organization_id: int, draft: Draft) -> Row:
    """Return the row in the order of `SEARCH`."""
    record = draft.record
    document = conversation_vector(
        organization_id,
        _names(draft.persons),
        record.summary,
        ((finding.goal, finding.value) for finding in record.findings),
        (turn.text for turn in record.transcript),
    )
    return draft.id, draft.created_at, organization_id, document


def conversation_vector(
    organization_id: int,
    names: Iterable[str],
    summary: str,
    findings: Iterable[tuple[str, Any]],
    texts: Iterable[str],
) -> str:
    """Return the vector: names first (A), then summary (B), findings (C: goal, value), turns (D).

    A long transcript loses the places of its last words, never those of what tells more.
    """
    fields = chain(
        (("A", name) for name in names),
        (("B", summary),),
        (("C", f"{goal} {value_text(value)}") for goal, value in findings),
        (("D", text) for text in texts),
    )
    return document_vector(organization_id, fields)


def names_vector(organization_id: int, persons: Collection[Person]) -> str:
    """Return the vector of the names alone, as a document begins."""
    return document_vector(organization_id, (("A", name) for name in _names(persons)))


def _names(persons: Collection[Person]) -> list[str]:
    return [person.name for person in persons if person.name]
