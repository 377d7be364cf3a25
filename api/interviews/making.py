"""Writes that the Roxels API asks of intake, in its own words."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from api.gate.admission import ApiRequest
from api.gate.errors import not_found
from api.gate.sql import wire_time
from api.interviews.asked import TemplateChange, TemplateGiven
from api.interviews.queries import templates
from conversations.models import Conversation
from intake.domain import Refusal, create_conversations, save_template
from intake.records import PersonRecord, TemplateRecord
from orgs.queries.keys import KeyAccess
from outputs.domain import OutputProblem, check_outputs
from web import ids


def make_conversations(
    request: ApiRequest,
    template_id: str,
    people: Sequence[Sequence[PersonRecord]],
    context: dict[str, Any] | None,
) -> list[dict[str, Any]]:
    """Make a conversation for each entry of `people`; return them as the wire has new ones.

    Raises Refusal, with the field `template_id` where there is no such template.
    """
    key = request.key
    made = create_conversations(
        key.organization_id, template_id, people, context or {}, is_test=key.is_test
    )
    request.about += [conversation.public_id for conversation in made]
    return [_created(conversation, template_id) for conversation in made]


def make_template(key: KeyAccess, given: TemplateGiven) -> str:
    """Save a new template and return its id. Raises Refusal."""
    record = TemplateRecord.model_validate({"id": ids.mint_template(), **given.given()})
    _check_outputs(key, record)
    save_template(key.organization_id, record)
    return record.id


def change_template(key: KeyAccess, public_id: str, change: TemplateChange) -> None:
    """Save what `change` names as the template's next version. Raises ApiError 404, Refusal."""
    with connection.cursor() as cursor:
        # Of two changes at once the second builds on the first.
        name = f"template {key.organization_id} {public_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    known = templates.record(key, public_id)
    if known is None:
        raise not_found()
    kept = {name: known[name] for name in TemplateChange.model_fields}
    fields = {"id": public_id, **kept, **change.given()}
    record = TemplateRecord.model_validate(fields)
    if "outputs" in change.model_fields_set:  # Others may be older than their form, and stay.
        _check_outputs(key, record)
    save_template(key.organization_id, record)


def _check_outputs(key: KeyAccess, record: TemplateRecord) -> None:
    goals = [goal.id for goal in record.goals]
    try:
        check_outputs(key.organization_id, record.outputs, goals)
    except OutputProblem as problem:
        raise Refusal(problem.path, problem.reason) from None


def _created(conversation: Conversation, template_id: str) -> dict[str, Any]:
    return {
        "id": conversation.public_id,
        "session_id": conversation.session_id,
        "template_id": template_id,
        "status": conversation.status,
        "join_url": f"{settings.BASE_URL}/join/i/{conversation.public_id}",
        "created_at": wire_time(conversation.created_at),
    }
