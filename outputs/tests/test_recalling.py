"""What was delivered is told of: who got what and when, and that a person was erased."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.models import Organization
from outputs.domain import fire_person_erased, pause_endpoint
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Attempt, AttemptContent, Problem, State
from outputs.queries.recall import recall_list
from outputs.tests.making import ACTOR, delivery, ended, endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from outputs.tests.sending_by_hand import tried

pytestmark = pytest.mark.django_db


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

    def tell() -> int:
        return fire_person_erased(northwind.pk, person_id="person_1", job_id="er_1", erased_at=at)

    assert (tell(), tell()) == (2, 0)

    [claimed] = claim(10, [], "here").deliveries
    assert claimed.endpoint_id == active.pk and claimed.conversation_id is None
    body = json.loads(bytes(claimed.body))
    assert body["type"] == "person.erased"
    assert body["data"] == {
        "person_id": "person_1",
        "job_id": "er_1",
        "erased_at": at.isoformat().replace("+00:00", "Z"),
    }


def test_of_the_answer_to_an_erasure_only_status_and_time_are_kept(
    northwind: Organization,
) -> None:
    endpoint(northwind)
    fire_person_erased(northwind.pk, person_id="person_1", job_id="er_1", erased_at=timezone.now())
    delivery(northwind, endpoint(northwind))
    record_tries([tried(each) for each in claim(10, [], "here").deliveries])
    kept = AttemptContent.objects.order_by("delivery__event_type", "delivery_id")
    told = [(each.delivery.event_type, each.response_headers, each.response_body) for each in kept]
    assert [body for _, _, body in told if body] != []
    assert {(headers, body) for event, headers, body in told if event == "person.erased"} == {
        (None, None)
    }
    assert Attempt.objects.filter(delivery__event_type="person.erased", status=200).exists()
