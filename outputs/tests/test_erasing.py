"""What erasure asks of the deliveries: cancelled, told of, scrubbed, detached; the log stays."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization
from outputs.claims import Claimed, Outcome, Tried
from outputs.domain import (
    CannotRedeliver,
    cancel_deliveries,
    detach_deliveries,
    fire,
    fire_person_erased,
    pause_endpoint,
    redeliver,
    scrub_deliveries,
)
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Attempt, AttemptContent, Delivery, DeliveryContent, Problem, State
from outputs.queries.recall import recall_list, under_way
from outputs.tests.making import ACTOR, ENDED, delivery, ended, endpoint, webhook
from outputs.tests.scenes import FAILED, OK, delivery_of

pytestmark = pytest.mark.django_db

ARRIVED = {"headers": [("x", "y")], "body": b"Ada", "sent": {"webhook-id": "msg"}}


def whose(*deliveries: Delivery) -> list[int]:
    return [each.conversation_id for each in deliveries if each.conversation_id]


def test_what_is_to_be_sent_is_cancelled_and_says_why(
    northwind: Organization, other_org: Organization
) -> None:
    to = endpoint(northwind)
    sent, spared = delivery(northwind, to), delivery(northwind, to, "iv_spared")

    assert cancel_deliveries(other_org.pk, whose(sent)) == 0
    assert cancel_deliveries(northwind.pk, whose(sent)) == 1
    assert cancel_deliveries(northwind.pk, whose(sent)) == 0

    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == (State.CANCELLED, Problem.ERASED)
    assert [each.id for each in claim(10, [], "here").deliveries] == [spared.pk]


def test_what_waits_for_its_summary_is_cancelled_too(northwind: Organization) -> None:
    over = ended(northwind, webhook(endpoint(northwind), "conversation.completed"), summary="")
    fire(northwind.pk, over.pk, [ENDED])

    assert cancel_deliveries(northwind.pk, [over.pk]) == 1

    Conversation.objects.filter(pk=over.pk).update(summary="Booked.")
    fire(northwind.pk, over.pk, [("conversation.completed", None)])
    assert Delivery.objects.get().state == State.CANCELLED


def tried(claimed: Claimed, error: str = "", status: int | None = 200) -> Tried:
    sent = Delivery.objects.get(pk=claimed.id)
    assert sent.claim
    return Tried(claimed, sent.claim, Outcome(timezone.now(), error, status, 12, **ARRIVED))


def test_what_a_sender_has_is_told_of_and_arrives_on_the_record(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    [claimed] = claim(10, [], "here").deliveries
    cancel_deliveries(northwind.pk, whose(sent))
    assert under_way(northwind.pk, whose(sent)) == 1

    record_tries([tried(claimed)])

    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == (State.SUCCEEDED, "")
    assert under_way(northwind.pk, whose(sent)) == 0


def test_a_cancelled_one_that_fails_meanwhile_is_not_tried_again(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    [claimed] = claim(10, [], "here").deliveries
    cancel_deliveries(northwind.pk, whose(sent))

    record_tries([tried(claimed, Problem.SERVER_ERROR, 503)])

    sent.refresh_from_db()
    assert (sent.state, sent.next_attempt_at) == (State.CANCELLED, None)
    assert under_way(northwind.pk, whose(sent)) == 0


def test_nothing_of_what_was_said_survives_and_the_log_does(northwind: Organization) -> None:
    to = endpoint(northwind)
    over = ended(northwind)
    gone = delivery_of(northwind, to, [FAILED, OK], conversation=over)
    spared = delivery_of(northwind, to, [OK], conversation=ended(northwind, public_id="iv_2"))

    assert scrub_deliveries(northwind.pk, [over.pk]) == (1, 1, 2)
    assert scrub_deliveries(northwind.pk, [over.pk]) == (0, 0, 0)
    assert detach_deliveries(northwind.pk, [over.pk]) == 1

    gone.refresh_from_db()
    assert gone.conversation_id is None and gone.erased_at and gone.state == State.SUCCEEDED
    assert Attempt.objects.filter(delivery=gone).count() == 2
    assert {each.delivery_id for each in DeliveryContent.objects.all()} == {spared.pk}
    assert {each.delivery_id for each in AttemptContent.objects.all()} == {spared.pk}
    with pytest.raises(CannotRedeliver, match="erased together with the person"):
        redeliver(actor=ACTOR, organization=northwind, public_id=gone.public_id)


def test_an_answer_that_comes_after_the_scrubbing_is_not_kept(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    [claimed] = claim(10, [], "here").deliveries
    late = tried(claimed)
    cancel_deliveries(northwind.pk, whose(sent))
    scrub_deliveries(northwind.pk, whose(sent))
    detach_deliveries(northwind.pk, whose(sent))

    record_tries([late])

    assert Attempt.objects.get().status == 200
    assert not AttemptContent.objects.exists() and not DeliveryContent.objects.exists()


def test_the_recall_list_tells_who_got_what_and_when(northwind: Organization) -> None:
    crm = endpoint(northwind, "https://crm.example.com:8443/in?key=1")
    over = ended(northwind)
    two_days_ago = timezone.now() - timedelta(days=2)
    delivery_of(northwind, crm, [FAILED, OK], conversation=over, at=two_days_ago)
    delivery_of(northwind, crm, [OK], conversation=over)
    delivery_of(northwind, crm, [FAILED], conversation=over, event_type="goal.committed")
    delivery_of(
        northwind,
        None,
        conversation=over,
        kind="callback",
        event_type="callback.fired",
        state=State.SUCCEEDED,
        target="opened",
    )
    refused = (None, Problem.REFUSED.value)
    delivery_of(northwind, crm, [refused], conversation=over, event_type="criteria.evaluated")
    delivery_of(northwind, crm, [OK], conversation=ended(northwind, public_id="iv_2"))

    callback, ended_twice, seen = recall_list(northwind.pk, [over.pk])

    assert (callback.kind, callback.host, callback.endpoint) == ("callback", "", None)
    assert (ended_twice.endpoint, ended_twice.host) == (crm.public_id, "crm.example.com:8443")
    assert (ended_twice.count, ended_twice.is_certain) == (2, True)
    assert ended_twice.first_at == two_days_ago + timedelta(seconds=10) < ended_twice.last_at
    assert (seen.event_type, seen.is_certain) == ("goal.committed", False)


def test_endpoints_are_told_once_that_a_person_was_erased(
    northwind: Organization, other_org: Organization
) -> None:
    active, paused = endpoint(northwind), endpoint(northwind)
    pause_endpoint(actor=ACTOR, organization=northwind, public_id=paused.public_id)
    endpoint(other_org)
    at = timezone.now()

    told = {"person_id": "person_1", "job_id": "er_1", "erased_at": at}
    assert fire_person_erased(northwind.pk, **told) == 2
    assert fire_person_erased(northwind.pk, **told) == 0

    [claimed] = claim(10, [], "here").deliveries
    assert claimed.endpoint_id == active.pk and claimed.conversation_id is None
    body = json.loads(bytes(claimed.body))
    assert body["type"] == "person.erased"
    assert body["data"] == {
        "person_id": "person_1",
        "job_id": "er_1",
        "erased_at": at.isoformat().replace("+00:00", "Z"),
    }
