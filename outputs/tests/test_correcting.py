"""A corrected finding is sent to who got the old value, each correction once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization
from outputs.domain import disable_endpoint, fire_correction
from outputs.models import Attempt, Delivery, State
from outputs.queries.told_finding import LastTold, ToldOfFinding, told_of_finding
from outputs.tests.making import ACTOR, ended, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of

pytestmark = pytest.mark.django_db


COMMITTED = "goal.committed"
LAST = LastTold("Oslo", True, "conversation.ended", "msg_1", datetime(2026, 5, 1, tzinfo=UTC))


def correct(over: Conversation, endpoints: list[str], last: LastTold = LAST) -> int:
    return fire_correction(
        over.organization_id,
        over.pk,
        correction_id="rev_1",
        goal="location",
        old="San Jose",
        new=["x"],
        endpoints=dict.fromkeys(endpoints, last),
    )


def told_of(over: Conversation, goal: str, value: Any, stood: Any = None) -> list[ToldOfFinding]:
    """Return who got another value than `value`; `stood`: what the finding was all along."""
    return told_of_finding(over.organization_id, over.pk, goal, lambda _: stood, value)


def said(data: dict[str, Any], event: str = "conversation.ended") -> dict[str, Any]:
    return {"event_type": event, "body": json.dumps({"type": event, "data": data}).encode()}


def test_who_got_the_finding_is_known(northwind: Organization) -> None:
    crm, other, failing = (endpoint(northwind) for _ in range(3))
    over = ended(northwind)
    delivery_of(northwind, crm, [OK], conversation=over)
    committed = {"goal": "location", "value": "San Jose", "findings": {"location": "San Jose"}}
    delivery_of(
        northwind, crm, [OK], conversation=over, goal="location", **said(committed, COMMITTED)
    )
    committed = {"goal": "date", "value": "3 May", "findings": {"date": "3 May"}}
    delivery_of(
        northwind, other, [OK], conversation=over, goal="date", **said(committed, COMMITTED)
    )
    delivery_of(northwind, failing, [FAILED], conversation=over)

    [told] = told_of(over, "location", "Oakland")

    assert (told.endpoint, told.host, told.state) == (crm.public_id, "hooks.example.com", "active")
    assert told.events == ["conversation.ended", "goal.committed"]
    assert (told.last.value, told.last.is_read) == ("San Jose", True)
    assert [each.endpoint for each in told_of(over, "date", "4 May")] == [other.public_id]
    assert not told_of(over, "location", "San Jose")


def test_who_got_it_with_another_goal_is_known_too(northwind: Organization) -> None:
    """The payload of a commit has all findings there were by then."""
    crm, over = endpoint(northwind), ended(northwind)
    committed = {
        "goal": "date",
        "value": "3 May",
        "findings": {"date": "3 May", "location": "Oslo"},
    }
    delivery_of(northwind, crm, [OK], conversation=over, goal="date", **said(committed, COMMITTED))
    [told] = told_of(over, "location", "Oakland")
    assert (told.last.value, told.events) == ("Oslo", [COMMITTED])


def test_what_was_told_last_is_what_arrived_last(northwind: Organization) -> None:
    crm, over, now = endpoint(northwind), ended(northwind), timezone.now()
    values = ("San Jose", "Oakland", "San Jose")
    for minutes, value in zip((30, 20, 10), values, strict=True):
        delivery_of(
            northwind, crm, [OK], conversation=over, at=now - timedelta(minutes=minutes),
            **said({"findings": {"location": value}}),
        )  # fmt: skip
    [told] = told_of(over, "location", "Oakland")
    assert told.last.value == "San Jose" and len(told.told) == 3
    again = told.told[1].delivery
    Attempt.objects.filter(delivery__public_id=again).update(at=now)
    [told] = told_of(over, "location", "Oakland")
    assert (told.last.value, told.last.delivery) == ("Oakland", again)


def test_an_endpoint_that_moved_is_one_and_was_told_last_what_arrived_last(
    northwind: Organization,
) -> None:
    crm, over, now = endpoint(northwind), ended(northwind), timezone.now()
    for minutes, value, target in (
        (30, "San Jose", "https://old.example.com/in"), (10, "Oakland", crm.url),
    ):  # fmt: skip
        delivery_of(
            northwind, crm, [OK], conversation=over, at=now - timedelta(minutes=minutes),
            target=target, **said({"findings": {"location": value}}),
        )  # fmt: skip
    [told] = told_of(over, "location", "Oakland")
    assert (told.last.value, told.host) == ("Oakland", "hooks.example.com, old.example.com")
    [told] = told_of(over, "location", "San Jose")
    assert told.last.value == "Oakland"


def test_what_one_got_often_does_not_hide_what_another_got_before(northwind: Organization) -> None:
    crm, erp, now = endpoint(northwind), endpoint(northwind), timezone.now()
    over, bodies = ended(northwind), said({"findings": {"location": "San Jose"}})
    hour_ago = now - timedelta(hours=1)
    delivery_of(northwind, erp, [OK], conversation=over, at=hour_ago, **bodies)
    for _ in range(301):
        delivery_of(northwind, crm, conversation=over, state=State.SUCCEEDED, **bodies)
    told = told_of(over, "location", "Oakland")
    assert {each.endpoint for each in told} == {crm.public_id, erp.public_id}


def test_what_is_not_in_our_words_or_gone_was_what_stood_then(northwind: Organization) -> None:
    crm, over = endpoint(northwind), ended(northwind)
    for body in (b"<city>San Jose</city>", b'{"city": "San Jose"}', b"[]", None):
        delivery_of(northwind, crm, [OK], conversation=over, body=body)
        [told] = told_of(over, "location", "Oakland", stood="San Jose")
        assert (told.last.value, told.last.is_read) == ("San Jose", False)
    assert not told_of(over, "location", "Oakland", stood="Oakland")


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
        "last_told": {
            "value": "Oslo",
            "event": "conversation.ended",
            "delivery_id": "msg_1",
            "at": "2026-05-01T00:00:00Z",
        },
    }
    over.refresh_from_db()
    assert over.deliveries_total == 2


def test_a_value_that_was_not_read_is_not_told(northwind: Organization) -> None:
    to, over = endpoint(northwind), ended(northwind)
    assert correct(over, [to.public_id], LAST._replace(is_read=False)) == 1
    told = json.loads(bytes(Delivery.objects.get().content.body))["data"]["last_told"]
    assert told == {
        "event": "conversation.ended", "delivery_id": "msg_1", "at": "2026-05-01T00:00:00Z",
    }  # fmt: skip


def test_nothing_is_sent_of_what_is_being_erased(northwind: Organization) -> None:
    to, over = endpoint(northwind), ended(northwind)
    Conversation.objects.filter(pk=over.pk).update(erasing_at=timezone.now())

    assert correct(over, [to.public_id]) == 0 and not Delivery.objects.exists()
