"""What a record must hold beyond the shape of its fields; nothing here asks the database."""

from collections.abc import Iterable

from conversations.models import LIVE
from intake.records import ConversationRecord, Evidence, PersonRecord, TemplateRecord
from intake.results import Refusal


def check_conversation(record: ConversationRecord) -> None:
    """Raise Refusal, naming the field, where the record contradicts itself."""
    if record.started_at and record.ended_at and record.ended_at < record.started_at:
        raise Refusal("ended_at", "is before started_at")
    if record.source == LIVE:
        raise Refusal("source", "is kept for conversations that are led here")
    if record.template_version is not None and record.template_id is None:
        raise Refusal("template_version", "is given without a template_id")
    _refuse_twins("findings", "goal", (finding.goal for finding in record.findings))
    _refuse_twins("criteria", "criterion", (result.criterion for result in record.criteria))
    _refuse_twins("events", "id", (event.id for event in record.events))
    for index, person in enumerate(record.persons):
        _check_sights(person, f"persons[{index}].")
    for index, finding in enumerate(record.findings):
        for number, evidence in enumerate(finding.evidence or ()):
            _check_evidence(record, evidence, f"findings[{index}].evidence[{number}]")


def check_person(record: PersonRecord) -> None:
    """Raise Refusal where a person who stands alone could not be found again."""
    if record.external_id is None and record.id is None:
        raise Refusal("external_id", "is needed")
    _check_sights(record, "")


def _check_sights(record: PersonRecord, path: str) -> None:
    first, last = record.first_seen_at, record.last_seen_at
    if first and last and last < first:
        raise Refusal(f"{path}last_seen_at", "is before first_seen_at")


def check_template(record: TemplateRecord) -> None:
    """Raise Refusal, naming the field, where two goals or two criteria share an id."""
    _refuse_twins("goals", "id", (goal.id for goal in record.goals))
    _refuse_twins("criteria", "id", (criterion.id for criterion in record.criteria))


def _refuse_twins(path: str, field: str, keys: Iterable[str]) -> None:
    seen = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise Refusal(f"{path}[{index}].{field}", "was given before")
        seen.add(key)


def _check_evidence(record: ConversationRecord, evidence: Evidence, path: str) -> None:
    if (evidence.turn is None) == (evidence.frame is None):
        raise Refusal(path, "names neither a turn nor a frame, or both")
    if (evidence.start is None) != (evidence.end is None):
        raise Refusal(path, "has a start or an end alone")
    if evidence.turn is None:
        if evidence.start is not None:
            raise Refusal(f"{path}.start", "is a span of a frame; only turns have spans")
        return
    if evidence.turn > len(record.transcript):
        raise Refusal(f"{path}.turn", "is no turn of this transcript")
    if evidence.start is None or evidence.end is None:
        return
    if evidence.start >= evidence.end:
        raise Refusal(f"{path}.start", "is not before end")
    if evidence.end > len(record.transcript[evidence.turn - 1].text):
        raise Refusal(f"{path}.end", "is beyond the end of the turn's text")
