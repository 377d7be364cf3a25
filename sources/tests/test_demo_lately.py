"""The demo's last hour was led here, and what it set off goes to receivers that answer."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import LIVE, Conversation, Status
from orgs.models import Organization
from outputs.models import Delivery, State
from sources.demo.accounts import ensure_organization
from sources.demo.lately import ensure_endpoints, play_lately, with_outputs
from sources.demo.plan import COMPANIES
from sources.demo.seed import SEED


@pytest.fixture
def lately(db: None, settings: Any) -> Organization:
    """Northwind with its newest template and the last hour."""
    from intake.domain import import_templates

    settings.OUTPUTS_ALLOW_HTTP = True
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    company, now = COMPANIES[0], timezone.now()
    organization = ensure_organization(company, now)
    ensure_endpoints(company, organization)
    family = company.ordinary[0][0].family
    newest = with_outputs(company, family.record(len(family.began)))
    import_templates(organization, [newest])
    play_lately(company, organization, SEED, now)
    return organization


def test_conversations_were_led_to_their_end_within_the_hour(lately: Organization) -> None:
    led = Conversation.objects.filter(organization=lately, source=LIVE)
    assert led.count() == 3
    for conversation in led:
        assert conversation.status == Status.COMPLETED
        assert conversation.summary
        assert conversation.ended_at is not None
        assert timezone.now() - conversation.ended_at < timedelta(hours=1)


def test_each_told_every_endpoint_and_called_the_accounts(lately: Organization) -> None:
    told = Delivery.objects.filter(organization=lately)
    assert Counter(told.values_list("output", flat=True)) == {
        "crm": 3, "warehouse": 3, "helpdesk": 3, "account": 3,
    }  # fmt: skip
    assert set(told.values_list("state", flat=True)) == {State.PENDING}


def test_a_second_run_leads_nothing_again(lately: Organization) -> None:
    play_lately(COMPANIES[0], lately, SEED, timezone.now())
    assert Conversation.objects.filter(organization=lately, source=LIVE).count() == 3


@pytest.mark.parametrize(
    ("receiver", "tried", "status"),
    [("crm", 1, 200), ("warehouse", 1, 503), ("warehouse", 2, 202), ("helpdesk", 5, 500)],
)
def test_receivers_answer_in_their_ways(
    lately: Organization,
    client: Client,
    settings: Any,
    receiver: str,
    tried: int,
    status: int,
) -> None:
    settings.ROOT_URLCONF = "sources.demo.receiver"
    delivery = Delivery.objects.filter(organization=lately, output=receiver).first()
    assert delivery is not None
    Delivery.objects.filter(pk=delivery.pk).update(attempt_count=tried)
    headers = {"webhook-id": delivery.public_id}
    assert client.post(f"/{receiver}/", headers=headers).status_code == status


def test_without_the_setting_there_are_no_receivers(client: Client) -> None:
    assert client.post("/demo/hooks/crm/").status_code == 404
