"""What is still to be sent of a conversation is cancelled, and what a sender has is told of."""

import pytest

from conversations.models import Conversation
from orgs.models import Organization
from outputs.domain import cancel_deliveries, fire
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Delivery, Problem, State
from outputs.queries.recall import under_way
from outputs.tests.making import ENDED, delivery, ended, endpoint, webhook
from outputs.tests.sending_by_hand import tried

pytestmark = pytest.mark.django_db


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
