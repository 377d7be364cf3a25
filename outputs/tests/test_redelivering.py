"""What was sent can be sent again: the same bytes, the same id, and on the record."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import override_settings
from django.utils import timezone

from conversations.models import Conversation, Delivered
from orgs.models import AuditEvent, Organization, User
from outputs.domain import (
    CannotRedeliver,
    NoSuchDelivery,
    NoSuchEndpoint,
    enable_endpoint,
    pause_endpoint,
    recover,
    redeliver,
    redeliver_many,
    resume_endpoint,
    rotate_secret,
    send_test,
)
from outputs.domain.claiming import claim
from outputs.domain.upkeep import purge_contents, tell_admins
from outputs.models import Delivery, DeliveryContent, Endpoint, Problem, State
from outputs.secrets import open_secrets, signing
from outputs.tests.making import ACTOR, delivery, endpoint

pytestmark = pytest.mark.django_db


def fail(*deliveries: Delivery) -> None:
    """Let deliveries be at the end of their plan."""
    Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).update(
        state=State.FAILED,
        next_attempt_at=None,
        finished_at=timezone.now(),
        step=9,
        last_error=Problem.SERVER_ERROR,
    )


def test_a_failed_delivery_is_due_again_with_its_bytes(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    body = bytes(sent.content.body)
    fail(sent)

    redeliver(actor=ACTOR, organization=northwind, public_id=sent.public_id)

    [claimed] = claim(10, [], "here").deliveries
    assert (claimed.public_id, bytes(claimed.body), claimed.step) == (sent.public_id, body, 0)
    assert Conversation.objects.get().deliveries == Delivered.PENDING
    assert AuditEvent.objects.filter(action="delivery.redelivered").count() == 1


def test_nobody_sends_for_another_organisation(
    northwind: Organization, other_org: Organization
) -> None:
    sent = delivery(northwind, endpoint(northwind))
    fail(sent)

    with pytest.raises(NoSuchDelivery):
        redeliver(actor=ACTOR, organization=other_org, public_id=sent.public_id)
    assert not redeliver_many(actor=ACTOR, organization=other_org, public_ids=[sent.public_id])
    with pytest.raises(NoSuchEndpoint):
        recover(
            actor=ACTOR,
            organization=other_org,
            public_id=Endpoint.objects.get().public_id,
            since=timezone.now(),
        )


def test_what_holds_nothing_any_more_cannot_be_sent(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    fail(sent)
    DeliveryContent.objects.update(created_at=timezone.now() - timedelta(days=91))
    assert purge_contents() == 1

    with pytest.raises(CannotRedeliver):
        redeliver(actor=ACTOR, organization=northwind, public_id=sent.public_id)
    assert not redeliver_many(actor=ACTOR, organization=northwind, public_ids=[sent.public_id])


def test_what_is_still_to_be_sent_keeps_its_bytes(northwind: Organization) -> None:
    delivery(northwind, endpoint(northwind))
    DeliveryContent.objects.update(created_at=timezone.now() - timedelta(days=91))

    assert purge_contents() == 0


def test_recover_sends_what_an_endpoint_missed_since_then(northwind: Organization) -> None:
    to = endpoint(northwind)
    deliveries = [delivery(northwind, to, f"iv_{number}") for number in range(4)]
    fail(*deliveries[:3])
    long_ago = timezone.now() - timedelta(days=2)
    Delivery.objects.filter(pk=deliveries[0].pk).update(created_at=long_ago)

    since = timezone.now() - timedelta(days=1)
    recovered = recover(actor=ACTOR, organization=northwind, public_id=to.public_id, since=since)

    assert (recovered.total, recovered.has_more) == (2, False)
    assert Delivery.objects.filter(state=State.PENDING).count() == 3


def test_a_paused_endpoint_holds_what_comes_and_loses_nothing(northwind: Organization) -> None:
    to = endpoint(northwind)
    pause_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)
    delivery(northwind, to)
    assert claim(10, [], "here").deliveries == []

    resume_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)

    assert len(claim(10, [], "here").deliveries) == 1


def test_a_rotated_secret_signs_for_a_day_beside_the_new_one(northwind: Organization) -> None:
    to = endpoint(northwind)
    [old] = signing(open_secrets(to.public_id, to.secrets), timezone.now())

    new = rotate_secret(actor=ACTOR, organization=northwind, public_id=to.public_id)

    to.refresh_from_db()
    known, now = open_secrets(to.public_id, to.secrets), timezone.now()
    assert signing(known, now) == [new, old]
    assert signing(known, now + timedelta(hours=25)) == [new]


def test_a_test_event_goes_to_the_endpoint_alone(northwind: Organization) -> None:
    to = endpoint(northwind)

    sent = send_test(actor=ACTOR, organization=northwind, public_id=to.public_id)

    [claimed] = claim(10, [], "here").deliveries
    assert claimed.public_id == sent.public_id and claimed.conversation_id is None


def test_admins_are_told_once_of_what_was_disabled(
    northwind: Organization, admin: User, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    to = endpoint(northwind)
    Endpoint.objects.update(state="disabled", reason="failing", told_at=None)

    assert (tell_admins(), tell_admins()) == (1, 0)

    [mail] = mailoutbox
    assert mail.bcc == [admin.email] and to.public_id in str(mail.body)
    enable_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)


def test_lanes_and_organisations_take_turns(
    northwind: Organization, other_org: Organization
) -> None:
    busy, quiet = endpoint(northwind), endpoint(northwind)
    for number in range(12):
        delivery(northwind, busy, f"iv_{number}")
    delivery(northwind, quiet, "iv_quiet")
    delivery(other_org, endpoint(other_org), "iv_other")

    taken = claim(3, [], "here").deliveries

    assert len({each.lane for each in taken}) == 3


@override_settings(OUTPUTS_ENDPOINT_CONCURRENCY=2)
def test_a_lane_has_room_for_so_many(northwind: Organization) -> None:
    to = endpoint(northwind)
    for number in range(12):
        delivery(northwind, to, f"iv_{number}")

    assert len(claim(100, [], "here").deliveries) == 4  # Two under way, two next.
    assert claim(100, [(northwind.pk, to.pk, 4)], "here").deliveries == []
    Endpoint.objects.update(consecutive_failures=50)
    assert len(claim(100, [], "here").deliveries) == 1


@override_settings(OUTPUTS_ENDPOINT_CONCURRENCY=1, OUTPUTS_CONCURRENCY=8)
def test_one_organisation_leaves_half_of_a_sender_to_others(
    northwind: Organization, other_org: Organization
) -> None:
    for number in range(6):
        delivery(northwind, endpoint(northwind), f"iv_{number}")
    delivery(other_org, endpoint(other_org), "iv_other")

    taken = claim(16, [], "here").deliveries
    assert Counter(each.organization_id for each in taken) == {northwind.pk: 4, other_org.pk: 1}
    held = [(northwind.pk, each.lane, 1) for each in taken]
    assert claim(16, held, "here").deliveries == []


def test_what_a_sender_does_not_record_in_time_is_due_again(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    claim(10, [], "killed")
    assert claim(10, [], "other").deliveries == []
    a_minute_ago = timezone.now() - timedelta(seconds=60)
    Delivery.objects.update(next_attempt_at=a_minute_ago, claimed_until=a_minute_ago)

    [again] = claim(10, [], "other").deliveries

    assert (again.public_id, again.number) == (sent.public_id, 2)
    first, second = sent.attempts.order_by("number")
    assert (first.error, first.worker) == (Problem.INTERRUPTED, "killed")
    assert (second.error, second.status) == ("", None)
