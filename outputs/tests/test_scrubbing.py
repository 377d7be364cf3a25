"""Nothing of what was sent and answered survives a scrubbing; the log itself does."""

import pytest

from orgs.models import Organization
from outputs.domain import (
    CannotRedeliver,
    cancel_deliveries,
    detach_deliveries,
    redeliver,
    scrub_deliveries,
)
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Attempt, AttemptContent, DeliveryContent, State
from outputs.tests.making import ACTOR, delivery, ended, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from outputs.tests.sending_by_hand import tried

pytestmark = pytest.mark.django_db


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
    own = [sent.conversation_id or 0]
    [claimed] = claim(10, [], "here").deliveries
    late = tried(claimed)
    cancel_deliveries(northwind.pk, own)
    scrub_deliveries(northwind.pk, own)
    detach_deliveries(northwind.pk, own)

    record_tries([late])

    assert Attempt.objects.get().status == 200
    assert not AttemptContent.objects.exists() and not DeliveryContent.objects.exists()
