"""The one door for facts: canonical records become rows, or are refused by field and reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import ensure_search_partitions
from intake import batch
from intake.checks import check_conversation, check_person, check_template
from intake.names import relabel
from intake.people import mention
from intake.records import ConversationRecord, PersonRecord, TemplateRecord
from intake.results import Outcome, Refusal, Result
from intake.safely import take
from intake.versions import save_template
from orgs.models import Organization
from persons.domain import MentionConflict, PersonRegister
from persons.models import Person

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
    _prepare_search(records)

    def write(chosen: list[ConversationRecord]) -> list[Outcome]:
        return batch.write(organization.pk, chosen)

    return take(organization.pk, records, check_conversation, write)


def import_persons(organization: Organization, records: Sequence[PersonRecord]) -> list[Outcome]:
    """Upsert `records` by external id, else by id; one outcome each, in order."""

    def write(chosen: list[PersonRecord]) -> list[Outcome]:
        return _write_persons(organization.pk, chosen)

    return take(organization.pk, records, check_person, write)


def import_templates(
    organization: Organization, records: Sequence[TemplateRecord]
) -> list[Outcome]:
    """Upsert `records` by id; a changed definition becomes the template's next version."""

    def write(chosen: list[TemplateRecord]) -> list[Outcome]:
        saved = [save_template(organization.pk, record) for record in chosen]
        return [Outcome(result, template.pk) for template, result in saved]

    return take(organization.pk, records, check_template, write)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at its end whatever is imported inside: a dry run tells exactly what a run would.

    Other imports of the organisation wait until it ends.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _prepare_search(records: Sequence[ConversationRecord]) -> None:
    """Make the months' partitions that the records' search rows belong in.

    Inside somebody else's transaction the lock that this takes would be held until that ends; the
    rows go to the partition for all other months then.
    """
    if records and not connection.in_atomic_block:
        now = timezone.now()
        ensure_search_partitions(
            (record.created_at or record.started_at or now).date() for record in records
        )


def _write_persons(organization_id: int, records: list[PersonRecord]) -> list[Outcome]:
    mentions = [mention(record) for record in records]
    register = PersonRegister(organization_id, mentions)
    results: list[tuple[Result, Person] | Refusal] = []
    for each in mentions:
        try:
            person, created, changed = register.add(each)
        except MentionConflict as conflict:
            results.append(Refusal(conflict.field, conflict.reason))
            continue
        result = Result.UPDATED if changed else Result.UNCHANGED
        results.append((Result.CREATED if created else result, person))
    register.save()
    relabel(organization_id, register.relabelled)
    return [
        Outcome.refused(entry) if isinstance(entry, Refusal) else Outcome(entry[0], entry[1].pk)
        for entry in results
    ]
