"""The one door for facts: canonical records become rows, or are refused by field and reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from conversations.models import Template
from intake import batch, versions
from intake.checks import check_person, check_template
from intake.decided import BROUGHT
from intake.deciding import Decision, NoSuchFinding, decide_finding
from intake.frames import import_frames
from intake.histories import Rehearsal, import_conversations
from intake.live.answering import keep_answers
from intake.live.creating import create_conversations
from intake.live.errors import Conflict, Erased, NoSuchSession
from intake.live.events import MOST_EVENTS, Batch, Event, LiveEvent
from intake.live.framing import MOST_PLACES, ask_frames
from intake.live.reading import Malformed, read_events
from intake.live.searching import refresh_search
from intake.live.sweeping import sweep_sessions
from intake.live.taking import Taken, take_events
from intake.meeting import register
from intake.names import relabel
from intake.people import mention
from intake.records import PersonRecord, TemplateRecord
from intake.results import Outcome, Refusal, Result
from intake.safely import take
from intake.values import finding_readings
from orgs.models import Organization
from persons.domain import MentionConflict, PersonRegister
from persons.models import Person

__all__ = [
    "BROUGHT",
    "MOST_EVENTS",
    "MOST_PLACES",
    "Batch",
    "Conflict",
    "Decision",
    "Erased",
    "Event",
    "LiveEvent",
    "Malformed",
    "NoSuchFinding",
    "NoSuchSession",
    "Outcome",
    "Refusal",
    "Rehearsal",
    "Result",
    "Taken",
    "ask_frames",
    "create_conversations",
    "decide_finding",
    "finding_readings",
    "import_conversations",
    "import_frames",
    "import_persons",
    "import_templates",
    "keep_answers",
    "read_events",
    "refresh_search",
    "rehearsal",
    "relabel",
    "save_person",
    "save_template",
    "sweep_sessions",
    "take_events",
]


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
        saved = [versions.save_template(organization.pk, record) for record in chosen]
        return [Outcome(result, template.pk) for template, result in saved]

    return take(organization.pk, records, check_template, write)


@transaction.atomic
def save_person(organization_id: int, record: PersonRecord) -> tuple[Person, bool]:
    """Upsert one person by external id, else by id; return them and whether they are new.

    Raises Refusal, naming the field.
    """
    check_person(record)
    given = mention(record)
    found = register(organization_id, [given])
    try:
        person, created, _ = found.add(given)
    except MentionConflict as conflict:
        raise Refusal(conflict.field, conflict.reason) from None
    found.save()
    relabel(organization_id, found.relabelled)
    return person, created


@transaction.atomic
def save_template(organization_id: int, record: TemplateRecord) -> tuple[Template, Result]:
    """Upsert one template by id; a changed definition becomes its next version.

    Waits for imports of the organisation. Raises Refusal, naming the field.
    """
    check_template(record)
    batch.lock(organization_id)
    return versions.save_template(organization_id, record)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at its end whatever is imported inside: a dry run tells exactly what a run would.

    Other imports and erasures of the organisation wait until it ends: it is for a terminal, and
    for what builds on one another there. What anybody may start goes through `Rehearsal`.
    """
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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
