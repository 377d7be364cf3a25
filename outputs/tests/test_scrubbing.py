"""Nothing of what was sent and answered survives an erasure; the log itself does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation
from erasure.domain import erase_conversations, run_some
from erasure.models import Erasure, State, Via
from orgs.models import Organization
from outputs.domain import CannotRedeliver, redeliver
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Attempt, AttemptContent, Delivery, DeliveryContent
from outputs.models import State as DeliveryState
from outputs.tests.making import ACTOR, delivery, ended, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from outputs.tests.sending_by_hand import tried

pytestmark = pytest.mark.django_db


def erase(conversation: Conversation) -> None:
    erase_conversations(
        actor=ACTOR,
        organization=conversation.organization,
        public_ids=[conversation.public_id],
        via=Via.ADMIN,
    )
    while run_some():
        pass
    assert Erasure.objects.get().state == State.DONE


def test_nothing_of_what_was_said_survives_and_the_log_does(northwind: Organization) -> None:
    to = endpoint(northwind)
    over = ended(northwind)
    gone = delivery_of(northwind, to, [FAILED, OK], conversation=over)
    spared = delivery_of(northwind, to, [OK], conversation=ended(northwind, public_id="iv_2"))

    erase(over)

    gone.refresh_from_db()
    assert gone.conversation_id is None and gone.erased_at
    assert gone.state == DeliveryState.SUCCEEDED
    assert Attempt.objects.filter(delivery=gone).count() == 2
    assert {each.delivery_id for each in DeliveryContent.objects.all()} == {spared.pk}
    assert {each.delivery_id for each in AttemptContent.objects.all()} == {spared.pk}
    with pytest.raises(CannotRedeliver, match="erased together with the person"):
        redeliver(actor=ACTOR, organization=northwind, public_id=gone.public_id)


def test_an_answer_that_comes_after_the_erasure_is_not_kept(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    [claimed] = claim(10, [], "here").deliveries
    late = tried(claimed)
    # As if its sender had been away for longer than one is waited for.
    Delivery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert sent.conversation
    erase(sent.conversation)

    record_tries([late])

    assert Attempt.objects.get().status == 200
    assert not AttemptContent.objects.exists() and not DeliveryContent.objects.exists()
