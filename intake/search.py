"""What of a conversation can be searched."""

from collections.abc import Collection, Iterator

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
    """Names first (A), then summary (B), findings (C), turns (D).

    A long transcript loses the places of its last words, never those of what tells more.
    """
    document = document_vector(organization_id, _fields(draft))
    return draft.id, draft.created_at, organization_id, document


def names_vector(organization_id: int, persons: Collection[Person]) -> str:
    """The vector of the names alone, as a document begins."""
    return document_vector(organization_id, (("A", name) for name in _names(persons)))


def _fields(draft: Draft) -> Iterator[tuple[str, str]]:
    for name in _names(draft.persons):
        yield "A", name
    yield "B", draft.record.summary
    for finding in draft.record.findings:
        yield "C", f"{finding.goal} {value_text(finding.value)}"
    for turn in draft.record.transcript:
        yield "D", turn.text


def _names(persons: Collection[Person]) -> list[str]:
    return [person.name for person in persons if person.name]
