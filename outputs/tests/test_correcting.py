"""A corrected finding is sent to who got the old value, each correction once."""

import json

import pytest
from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization
from outputs.domain import disable_endpoint, fire_correction
from outputs.models import Delivery, State
from outputs.queries.told_finding import told_of_finding
from outputs.tests.making import ACTOR, ended, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of

pytestmark = pytest.mark.django_db


def correct(over: Conversation, endpoints: list[str]) -> int:
    return fire_correction(
        over.organization_id,
        over.pk,
        correction_id="rev_1",
        goal="location",
        old="San Jose",
        new=["x"],
        endpoints=endpoints,
    )


def test_who_got_the_finding_is_known(northwind: Organization) -> None:
    crm, other, failing = (endpoint(northwind) for _ in range(3))
    over = ended(northwind)
    delivery_of(northwind, crm, [OK], conversation=over)
    delivery_of(
        northwind, crm, [OK], conversation=over, event_type="goal.committed", goal="location"
    )
    delivery_of(northwind, other, [OK], conversation=over, event_type="goal.committed", goal="date")
    delivery_of(northwind, failing, [FAILED], conversation=over)

    now = timezone.now()

    [told] = told_of_finding(northwind.pk, over.pk, "location", now)

    assert (told.endpoint, told.host, told.state) == (crm.public_id, "hooks.example.com", "active")
    assert told.events == ["conversation.ended", "goal.committed"]
    assert {each.endpoint for each in told_of_finding(northwind.pk, over.pk, "date", now)} == {
        crm.public_id,
        other.public_id,
    }


def test_a_correction_is_sent_once_to_each_with_old_and_new(northwind: Organization) -> None:
    one, two, disabled = (endpoint(northwind) for _ in range(3))
    disable_endpoint(actor=ACTOR, organization=northwind, public_id=disabled.public_id)
    over = ended(northwind)
    chosen = [each.public_id for each in (one, two, disabled)]

    assert correct(over, chosen) == 2
    assert correct(over, chosen) == 0

    sent = Delivery.objects.get(endpoint=one)
    assert (sent.event_type, sent.goal, sent.state) == (
        "finding.corrected",
        "location",
        State.PENDING,
    )
    body = json.loads(bytes(sent.content.body))
    assert body["type"] == "finding.corrected"
    assert body["data"] == {
        "conversation_id": "iv_1",
        "session_id": None,
        "template_id": "tpl_1",
        "external_id": "user_1",
        "test": False,
        "correction_id": "rev_1",
        "goal": "location",
        "value": ["x"],
        "original_value": "San Jose",
    }
    over.refresh_from_db()
    assert over.deliveries_total == 2


def test_nothing_is_sent_of_what_is_being_erased(northwind: Organization) -> None:
    to, over = endpoint(northwind), ended(northwind)
    Conversation.objects.filter(pk=over.pk).update(erasing_at=timezone.now())

    assert correct(over, [to.public_id]) == 0 and not Delivery.objects.exists()
