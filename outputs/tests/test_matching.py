"""All that matches the filters is sent again: counted first, in batches, and safe to repeat."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from orgs.models import AuditEvent, Organization, User
from outputs.domain import count_matching, matching, redeliver_matching
from outputs.domain.claiming import claim
from outputs.filters import DeliveryFilters
from outputs.models import Delivery, Endpoint, EndpointState, State
from outputs.present import redelivering
from outputs.queries.around import around
from outputs.queries.delivery_list import Narrowed, narrowed
from outputs.tests.making import ACTOR, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=3)
HELD = "What goes to a paused or disabled endpoint is held until somebody resumes or enables it."


def found(organization: Organization, **filters: Any) -> Narrowed:
    return narrowed(organization, DeliveryFilters(**filters), around(organization))


def lost(organization: Organization, count: int, **fields: Any) -> list[Delivery]:
    to = endpoint(organization)
    return [
        delivery_of(organization, to, [FAILED], state=State.FAILED, at=LONG_AGO, **fields)
        for _ in range(count)
    ]


def test_only_what_matches_and_can_be_sent_is_counted_and_sent(
    northwind: Organization, other_org: Organization
) -> None:
    failed = lost(northwind, 3)
    lost(northwind, 1, event_type="goal.committed")
    lost(northwind, 1, is_history=True)
    lost(northwind, 1, erased_at=timezone.now())
    lost(other_org, 1)
    delivery_of(northwind, failed[0].endpoint, [OK])
    wanted = found(northwind, state=("failed",), event="conversation.ended")

    counted = count_matching(wanted)
    sent = redeliver_matching(
        actor=ACTOR, organization=northwind, found=wanted, asked_at=counted.asked_at
    )

    assert (counted.count, sent.total, sent.has_more) == (3, 3, False)
    pending = Delivery.objects.filter(state=State.PENDING)
    assert {each.pk for each in pending} == {each.pk for each in failed}
    assert AuditEvent.objects.get(action="delivery.redelivered").details == {"count": 3}


def test_the_same_answer_twice_sends_nothing_twice(northwind: Organization) -> None:
    delivery_of(northwind, endpoint(northwind), [OK], at=LONG_AGO, plan_started_at=LONG_AGO)
    everything = found(northwind)
    at = count_matching(everything).asked_at

    def send() -> int:
        return redeliver_matching(
            actor=ACTOR, organization=northwind, found=everything, asked_at=at
        ).total

    assert (send(), send()) == (1, 0)
    assert len(claim(10, [], "here").deliveries) == 1
    Delivery.objects.update(state=State.SUCCEEDED, next_attempt_at=None, claimed_until=None)
    assert send() == 0
    assert count_matching(everything).count == 1  # Asked anew, it may go once more.


def test_many_go_out_by_the_batch_and_the_rest_is_asked_for(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_RECOVERED", 4)
    monkeypatch.setattr(matching, "_BATCH", 2)
    lost(northwind, 5)
    everything = found(northwind)
    counted = count_matching(everything)

    first, second = (
        redeliver_matching(
            actor=ACTOR, organization=northwind, found=everything, asked_at=counted.asked_at
        )
        for _ in range(2)
    )

    assert counted.count == 5
    assert (first, second) == ((4, True), (1, False))


def test_counting_looks_at_so_many_and_says_so(
    client_of: ClientOf,
    admin: User,
    northwind: Organization,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (matching, redelivering):
        monkeypatch.setattr(module, "MOST_LOOKED_AT", 3)
    client, path = client_of(admin), "/o/northwind/deliveries/redeliver-matching/?event="
    lost(northwind, 3, is_history=True)
    assert count_matching(found(northwind)).is_whole
    lost(northwind, 1, is_history=True)
    counted = count_matching(found(northwind))
    assert (counted.count, counted.is_whole) == (0, False)
    nothing = client.get(f"{path}conversation.ended").content.decode()
    assert "None of 3 that match can be sent again" in nothing and "Narrow the list" in nothing
    lost(northwind, 5, event_type="goal.committed")
    some = client.get(f"{path}goal.committed").content.decode()
    assert "Redeliver at least 3 deliveries?" in some
    [asked_at] = re.findall(r'name="asked_at" value="([^"]+)"', some)
    page = client.post(f"{path}goal.committed", {"asked_at": asked_at}, follow=True)
    assert "5 deliveries on the way again." in page.content.decode()


@pytest.mark.parametrize("state", [EndpointState.PAUSED, EndpointState.DISABLED])
def test_what_an_endpoint_holds_is_not_said_to_be_on_its_way(
    client_of: ClientOf, admin: User, northwind: Organization, state: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for bound in ("MOST_RECOVERED", "_BATCH"):
        monkeypatch.setattr(matching, bound, 1)
    client, path = client_of(admin), "/o/northwind/deliveries/redeliver-matching/?state=failed"
    lost(northwind, 3)
    Endpoint.objects.update(state=state)
    question = client.get(path).content.decode()
    assert HELD in question
    [asked_at] = re.findall(r'name="asked_at" value="([^"]+)"', question)
    rest = client.post(path, {"asked_at": asked_at}, follow=True).content.decode()
    assert "Go on with the next ones?" in rest and "1 delivery due again." in rest and HELD in rest
    for _ in range(2):
        done = client.post(path, {"asked_at": asked_at}, follow=True).content.decode()
    assert "1 delivery due again." in done and HELD in done
    assert "on the way" not in question + rest + done
    chosen = {"id": list(Delivery.objects.values_list("public_id", flat=True)), "sure": "1"}
    many = "/o/northwind/deliveries/redeliver/"
    told = client.post(many, chosen, follow=True).content.decode()
    assert "3 deliveries due again." in told and HELD in told and "on the way" not in told


def test_what_is_older_than_bytes_are_kept_is_not_walked_through(northwind: Organization) -> None:
    lost(northwind, 1)
    everything, now = found(northwind), timezone.now()
    old = now - timedelta(days=settings.OUTPUTS_CONTENT_DAYS + 2)
    lost(northwind, 2)
    newest = Delivery.objects.order_by("-pk").values_list("pk", flat=True)[:2]
    Delivery.objects.filter(pk__in=list(newest)).update(created_at=old)
    assert count_matching(everything).count == 1
    sent = redeliver_matching(
        actor=ACTOR, organization=northwind, found=everything, asked_at=timezone.now()
    )
    assert sent.total == 1


def test_the_page_tells_the_count_and_sends(
    client_of: ClientOf, admin: User, northwind: Organization
) -> None:
    client = client_of(admin)
    lost(northwind, 2)
    delivery_of(northwind, endpoint(northwind), [OK])
    listed = client.get("/o/northwind/deliveries/?state=failed").content.decode()
    [path] = re.findall(r'href="(/o/northwind/deliveries/redeliver-matching/[^"]*)"', listed)

    question = client.get(path).content.decode()
    assert "Redeliver all 2 deliveries?" in question
    [asked_at] = re.findall(r'name="asked_at" value="([^"]+)"', question)
    page = client.post(path, {"asked_at": asked_at}, follow=True).content.decode()

    assert "2 deliveries on the way again." in page
    assert Delivery.objects.filter(state=State.PENDING).count() == 2
    nothing = client.get("/o/northwind/deliveries/redeliver-matching/?state=failed")
    assert "Nothing here can be sent again" in nothing.content.decode()
    wrong = client.get("/o/northwind/deliveries/redeliver-matching/?state=lost")
    assert wrong.status_code == 302
