"""An endpoint gets what it missed since a time, as its page asks and proposes it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from orgs.models import Organization, User
from orgs.tests.helpers import page_of
from outputs.models import Delivery, Endpoint, EndpointState, State
from outputs.tests.making import endpoint
from outputs.tests.scenes import FAILED, delivery_of
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of: ClientOf, admin: User) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def recover(of: Endpoint) -> str:
    return f"/o/northwind/endpoints/{of.public_id}/recover/"


def test_everything_since_is_recovered(client: Client, northwind: Organization) -> None:
    known, now = endpoint(northwind), timezone.now()
    for hours in (1, 2, 30):
        at = now - timedelta(hours=hours)
        delivery_of(northwind, known, [FAILED], state=State.FAILED, at=at)
    since = {"since": f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M}"}
    told = client.post(recover(known), since, follow=True).content.decode()
    assert "2 deliveries on the way again." in told
    assert Delivery.objects.filter(state=State.PENDING).count() == 2
    told = client.post(recover(known), since, follow=True).content.decode()
    assert "Nothing since then failed" in told


def test_what_failed_since_it_fails_is_recovered_as_the_form_proposes(
    client: Client, northwind: Organization
) -> None:
    """Made a moment before the endpoint's first failure, and long before its own last one."""
    known, since = endpoint(northwind), timezone.now() - timedelta(hours=5)
    Endpoint.objects.update(failing_since=since)
    for minutes in (2, 60 * 24):
        at = since - timedelta(minutes=minutes)
        delivery_of(northwind, known, [FAILED], state=State.FAILED, at=at, finished_at=since)
    long_ago = since - timedelta(days=1, hours=1)
    delivery_of(northwind, known, [FAILED], state=State.FAILED, at=long_ago, finished_at=long_ago)
    form = page_of(client, recover(known))
    [proposed] = re.findall(r'name="since" value="([^"]+)"', form)
    told = client.post(recover(known), {"since": proposed}, follow=True).content.decode()
    assert "2 deliveries on the way again." in told


def test_what_is_proposed_is_never_older_than_bytes_are_kept(
    client: Client, northwind: Organization
) -> None:
    known, now = endpoint(northwind), timezone.now()
    kept_since = now - timedelta(days=settings.OUTPUTS_CONTENT_DAYS)
    Endpoint.objects.update(failing_since=kept_since - timedelta(days=30))
    delivery_of(
        northwind, known, [FAILED], state=State.FAILED, at=now - timedelta(days=1), finished_at=now
    )
    [proposed] = re.findall(r'name="since" value="([^"]+)"', page_of(client, recover(known)))
    told = client.post(recover(known), {"since": proposed}, follow=True).content.decode()
    assert "1 delivery on the way again." in told


@pytest.mark.parametrize(
    ("state", "until"),
    [(EndpointState.DISABLED, "somebody enables"), (EndpointState.PAUSED, "somebody resumes")],
)
def test_what_is_recovered_is_held_where_nothing_is_sent(
    client: Client, northwind: Organization, state: str, until: str
) -> None:
    known, at = endpoint(northwind), timezone.now() - timedelta(hours=1)
    lost = delivery_of(northwind, known, [FAILED], state=State.FAILED, at=at)
    Endpoint.objects.update(state=state)
    assert f"held until {until} the endpoint" in page_of(client, recover(known))
    since = {"since": f"{at - timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    told = client.post(recover(known), since, follow=True).content.decode()
    assert f"1 delivery due again, and held until {until} the endpoint." in told
    told = client.post(recover(known), since, follow=True).content.decode()
    assert f"What is pending is held until {until} the endpoint." in told
    again = f"/o/northwind/deliveries/{lost.public_id}/redeliver/"
    told = client.post(again, follow=True).content.decode()
    assert f"It is due again, and held until {until} the endpoint." in told


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("", "required"),
        ("soon", "valid date"),
        ("2199-01-01T00:00", "still to come"),
        ("0001-01-01T00:00", "kept for 90 days"),
        ("9999-12-31T23:59", "still to come"),
    ],
)
def test_a_bad_moment_is_refused(
    client: Client, northwind: Organization, since: str, told: str
) -> None:
    refused = client.post(recover(endpoint(northwind)), {"since": since})
    assert refused.status_code == 422 and told in refused.content.decode()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("since", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_time_are_refused_everywhere(
    client: Client, admin: User, northwind: Organization, zone: str, since: str
) -> None:
    admin.time_zone = zone
    admin.save()
    refused = client.post(recover(endpoint(northwind)), {"since": since})
    assert refused.status_code == 422
