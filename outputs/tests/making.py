"""Endpoints, outputs and conversations that set them off."""

from typing import Any

from django.db import transaction

from conversations.models import Conversation
from intake.tests.making import conversation, record, save, template
from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization
from outputs.domain import create_endpoint, fire
from outputs.models import Delivery, Endpoint

ACTOR = Actor(AuditEvent.Actor.SYSTEM, None)
ENDED = ("conversation.ended", None)


def endpoint(
    organization: Organization, url: str = "https://hooks.example.com/in", **fields: Any
) -> Endpoint:
    """Return a new endpoint; its secret is lost, as it should be."""
    made, _ = create_endpoint(
        actor=ACTOR, organization=organization, name="Hooks", url=url, **fields
    )
    return made


def webhook(to: Endpoint, event: str = "conversation.ended", **fields: Any) -> dict[str, Any]:
    """Return an output that sends `event` to an endpoint."""
    return {
        "id": "out_1",
        "type": "webhook",
        "endpoint": to.public_id,
        "when": {"event": event},
        **fields,
    }


def ended(
    organization: Organization, *outputs: dict[str, Any], public_id: str = "iv_1", **fields: Any
) -> Conversation:
    """Return a conversation that is over, of a template with these outputs; nothing fired yet."""
    template(organization, outputs=list(outputs))
    fields.setdefault("findings", [{"goal": "location", "value": "San Jose"}])
    return conversation(organization, public_id, template_id="tpl_1", **fields)


def delivery(organization: Organization, to: Endpoint, public_id: str = "iv_1") -> Delivery:
    """Return a delivery of a conversation's end, due now."""
    over = ended(organization, webhook(to), public_id=public_id)
    fire(organization.pk, over.pk, [ENDED])
    return Delivery.objects.get(conversation=over)


def deliveries(organization: Organization, to: Endpoint, count: int, prefix: str = "iv") -> None:
    """Make so many conversations end at once, with a delivery each."""
    template(organization, outputs=[webhook(to)])
    ids = [f"{prefix}_{number}" for number in range(count)]
    records = [record(each, template_id="tpl_1", transcript=[], persons=[]) for each in ids]
    with transaction.atomic():
        for saved in save(organization, records):
            fire(organization.pk, saved.pk, [ENDED])
