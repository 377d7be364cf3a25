"""Retention: conversations past so many days go by themselves, where an organisation says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import Conversation
from erasure import domain
from erasure.models import Erasure, Kind, Retention, State
from erasure.queries import retaining
from erasure.tests.making import SYSTEM, worked
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_goes_by_itself_unless_it_was_said(northwind: Organization) -> None:
    conversation(northwind)
    assert retaining.of(northwind) is None
    assert domain.sweep_retention() == 0


def test_older_ones_go_and_their_persons_stay(
    northwind: Organization, other_org: Organization
) -> None:
    fresh = timezone.now() - timedelta(days=1)
    conversation(northwind)
    conversation(northwind, "iv_2", created_at=fresh, started_at=fresh, ended_at=fresh)
    conversation(other_org)
    domain.set_retention(actor=SYSTEM, organization=northwind, days=5)
    assert retaining.preview(northwind, 5) == (1, True)
    assert domain.sweep_retention() == 1
    erasure = Erasure.objects.get(kind=Kind.RETENTION)
    assert worked(erasure).state == State.DONE
    assert Conversation.objects.filter(organization=northwind).get().public_id == "iv_2"
    assert Conversation.objects.filter(organization=other_org).exists()
    assert Person.objects.get(organization=northwind).conversation_count == 1
    assert domain.sweep_retention() == 0


def test_it_is_switched_off_and_told(northwind: Organization) -> None:
    conversation(northwind)
    domain.set_retention(actor=SYSTEM, organization=northwind, days=1)
    domain.set_retention(actor=SYSTEM, organization=northwind, days=None)
    assert not Retention.objects.exists() and domain.sweep_retention() == 0
    details = AuditEvent.objects.filter(action="retention.changed").values_list("details")
    assert [each["days"] for (each,) in details.order_by("id")] == [1, 0]


@pytest.mark.parametrize("days", [0, -1, 40_000])
def test_a_number_that_makes_no_sense_is_refused(northwind: Organization, days: int) -> None:
    with pytest.raises(domain.ErasureRefused):
        domain.set_retention(actor=SYSTEM, organization=northwind, days=days)
