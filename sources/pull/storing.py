"""What was pulled goes in through the one door for facts, and is counted."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import reset_queries

from conversations.models import Template
from intake.domain import Outcome, Refusal, Result, import_conversations, import_templates
from intake.records import ConversationRecord, TemplateRecord
from sources.formats import FORMATS
from sources.importing import discreet
from sources.models import Run, Source
from sources.pull.fetching import Batch
from sources.queries import OPEN

_MOST_NOTED = 1000  # that have not ended; of a history the newest, which come first
_KINDS = 50  # of refusals that a run tells apart
_NUMBER = re.compile(r"\[\d+\]")


def store(source: Source, run: Run, batch: Batch) -> None:
    """Import a batch and count what became of it on `run`, which the caller saves."""
    for refusal in batch.refusals:
        _refused(run, refusal.field, refusal.reason)
    records = batch.records
    if source.is_test:
        records = [each.model_copy(update={"is_test": True}) for each in records]
    outcomes = import_conversations(source.organization, records) if records else []
    for record, outcome in zip(records, outcomes, strict=True):
        _note_open(source, record, outcome)
        match outcome.result:
            case Result.CREATED:
                run.created += 1
            case Result.UPDATED:
                run.updated += 1
            case Result.UNCHANGED:
                run.unchanged += 1
            case _:
                _refused(run, outcome.field, outcome.reason)
    run.gone += batch.gone
    # With DEBUG on, Django keeps every statement with all it carried.
    reset_queries()


def _note_open(source: Source, record: ConversationRecord, outcome: Outcome) -> None:
    """Remember what has not ended on `source`, which the caller saves."""
    if outcome.id is None:
        return
    others = [key for key in source.open_keys if key != outcome.id]
    is_open = record.status in OPEN
    source.open_keys = [*others, outcome.id][:_MOST_NOTED] if is_open else others


def store_templates(source: Source, templates: Iterable[dict[str, Any]]) -> None:
    """Import the templates that are not here yet: what was changed here is not changed back.

    Conversations make those that cannot be read.
    """
    own = Template.objects.filter(organization_id=source.organization_id)
    known = set(own.values_list("public_id", flat=True))
    records: list[TemplateRecord] = []
    for each in templates:
        if str(each["template_id"]) in known:
            continue
        try:
            records.append(FORMATS[source.dialect].template(each))
        except Refusal:
            continue
    if records:
        import_templates(source.organization, records)


def _refused(run: Run, field: str, reason: str) -> None:
    """Count a refusal by where and why; neither ids nor values are kept."""
    run.refused += 1
    field = discreet(field)
    kind = _NUMBER.sub("[]", f"{field}: {reason}" if field else reason)[:200]
    if kind in run.refusals or len(run.refusals) < _KINDS:
        run.refusals[kind] = run.refusals.get(kind, 0) + 1
