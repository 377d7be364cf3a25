"""The one door for facts: canonical records become rows, or are refused by field and reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from intake.records import ConversationRecord, PersonRecord, TemplateRecord
from intake.results import Outcome, Refusal, Result
from orgs.models import Organization

__all__ = [
    "Outcome",
    "Refusal",
    "Result",
    "import_conversations",
    "import_persons",
    "import_templates",
    "rehearsal",
]


def import_conversations(
    organization: Organization, records: Sequence[ConversationRecord]
) -> list[Outcome]:
    """Upsert `records` with everything in them, in one transaction; one outcome each, in order.

    A conversation is known by its id within the organisation: the same record again is
    `unchanged` and writes nothing. Records of one call that share an id count as given one after
    another. A record that cannot go in is `refused` and stops none of the others.
    """
    raise NotImplementedError


def import_persons(organization: Organization, records: Sequence[PersonRecord]) -> list[Outcome]:
    """Upsert `records` by external id, else by id; one outcome each, in order."""
    raise NotImplementedError


def import_templates(
    organization: Organization, records: Sequence[TemplateRecord]
) -> list[Outcome]:
    """Upsert `records` by id; a changed definition becomes the template's next version."""
    raise NotImplementedError


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at its end whatever is imported inside: a dry run tells exactly what a run would."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
