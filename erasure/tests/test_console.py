"""Support's console: who is found how, what is recorded, who may approve, and what nobody sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings as SettingsWrapper

from erasure import domain
from erasure.models import Erasure, State
from erasure.tasks import count_again
from erasure.tests.console import finds, make_ana, make_talk, prove
from erasure.tests.making import acting, requested, worked
from orgs.models import Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf, make_user

pytestmark = pytest.mark.django_db

SECRETS = ("Ana Canary", "ana.canary@example.com", "secret-plan", "I moved to Lima")


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_ana(northwind)


@pytest.fixture
def client(support: User, client_of: ClientOf) -> Client:
    """Signed in as support staff who stated no reason anywhere."""
    return client_of(support)


def page(client: Client, name: str, *parts: str, status: int = 200, **query: Any) -> str:
    response = client.get(reverse(name, args=parts), query)
    assert response.status_code == status
    return response.content.decode()


def record(client: Client, person: Person, **given: Any) -> Any:
    query = f"?organization={person.organization.slug}&person={person.public_id}"
    form = {
        "ticket": "SUP-1",
        "asked_by": "person",
        "identity_check": "reply",
        "received_at": timezone.localtime(timezone.now()).strftime("%Y-%m-%dT%H:%M"),
        **given,
    }
    return client.post(reverse("support_request") + query, form)


def test_a_request_is_recorded_and_its_nonce_shown_this_once(client: Client, ana: Person) -> None:
    response = record(client, ana, note="They wrote twice.")
    erasure = Erasure.objects.get()
    assert response.status_code == 200 and response["Cache-Control"] == "private, no-store"
    shown = response.content.decode()
    nonce = shown.split('<code class="secret">')[1].split("</code>")[0]
    told = domain.commitment(nonce, ana.public_id, "crm-7")
    assert bytes(erasure.commitment or b"") == told
    job = page(client, "support_job", erasure.public_id)
    assert nonce not in job and "They wrote twice." in job


def test_the_job_says_what_the_search_for_mentions_cannot_find(
    client: Client, northwind: Organization
) -> None:
    bo = make_person(northwind, "Bo", external_id="7")
    erasure = requested(northwind, bo.public_id)
    job = page(client, "support_job", erasure.public_id)
    assert "The name is too short to be told from other words" in job
    assert "The external id is too short to be looked for" in job
    domain.begin(erasure)
    worked(erasure)
    assert "The name is too short" in page(client, "support_job", erasure.public_id)
    assert "The external id is too short" in page(client, "support_receipt", erasure.public_id)


def test_a_form_sent_twice_makes_one_request(client: Client, ana: Person) -> None:
    record(client, ana)
    again = record(client, ana)
    assert again["Location"] == reverse("support_job", args=[Erasure.objects.get().public_id])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ticket": ""}, "This field is required"),
        ({"received_at": "2999-01-01T00:00"}, "Nobody has asked for it yet"),
        ({"identity_check": "not needed"}, "not one of the available choices"),
        ({"received_at": "yesterday"}, "valid date"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_words_and_nothing_is_recorded(
    client: Client, ana: Person, given: dict[str, str], told: str
) -> None:
    response = record(client, ana, **given)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Erasure.objects.exists()


def test_no_page_of_the_console_tells_who_it_is_about(
    client: Client, ana: Person, support: User
) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    prove(client)
    pages = [
        page(client, "support_queue"),
        finds(client, "crm-7"),
        page(client, "support_job", erasure.public_id),
        page(client, "support_job_live", erasure.public_id),
        page(client, "support_job_approve", erasure.public_id),
        page(client, "support_job_deny", erasure.public_id),
        page(client, "support_recall", erasure.public_id),
    ]
    assert [secret for secret in SECRETS for text in pages if secret in text] == []


def test_the_dry_run_tells_each_store_what_stays_and_who_else_is_touched(
    client: Client, ana: Person, northwind: Organization, support: User
) -> None:
    make_talk(ana, make_person(northwind, "Boris"))
    erasure = requested(northwind, ana.public_id, acting(support))
    domain.preview_counted()
    job = page(client, "support_job", erasure.public_id)
    for name, count in (("conversations_turn", 2), ("conversations_conversation", 2)):
        row = job.split(f"<code>{name}</code>")[1]
        assert f"{count} <span" in row.split("</tr>")[0]
    assert "conversations_usagerecord" in job.split("What stays, and why")[1]
    touched = job.split("Other participants touched")[1].split("</dd>")[0]
    assert touched.endswith(">1")


def test_counting_again_is_a_workers_and_no_broker_is_needed_to_ask(
    client: Client, ana: Person, support: User, django_capture_on_commit_callbacks: Any
) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    make_talk(ana)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("support_job_count", args=[erasure.public_id]))
    assert response["Location"] == reverse("support_job", args=[erasure.public_id])
    count_again(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.counts["conversations_conversation"] == 2


def test_approving_asks_for_a_fresh_proof_and_leads_back(
    client: Client, ana: Person, support: User
) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    address = reverse("support_job_approve", args=[erasure.public_id])
    for seconds_ago in (None, 601):
        if seconds_ago:
            prove(client, seconds_ago=seconds_ago)
        response = client.post(address, {"typed": "crm-7"})
        assert response["Location"] == f"/accounts/reauthenticate/?next={address}"
    prove(client, seconds_ago=590)
    assert client.get(address).status_code == 200
    erasure.refresh_from_db()
    assert erasure.state == State.COUNTED


def test_a_password_is_no_proof_where_there_is_a_second_factor(
    client: Client, ana: Person, support: User, with_second_factor: Callable[[User], None]
) -> None:
    with_second_factor(support)
    erasure = requested(ana.organization, ana.public_id, acting(support))
    address = reverse("support_job_approve", args=[erasure.public_id])
    prove(client)
    assert client.get(address)["Location"].startswith("/accounts/2fa/reauthenticate/")
    prove(client, method="mfa")
    assert client.get(address).status_code == 200


@pytest.fixture
def with_second_factor() -> Callable[[User], None]:
    from allauth.mfa.models import Authenticator

    def make(user: User) -> None:
        kind = Authenticator.Type.TOTP
        Authenticator.objects.create(user=user, type=kind, data={"secret": "x"})

    return make


def test_the_typed_id_must_be_exactly_theirs(client: Client, ana: Person, support: User) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    prove(client)
    address = reverse("support_job_approve", args=[erasure.public_id])
    response = client.post(address, {"typed": "CRM-7"})
    assert response.status_code == 422
    assert "not what was to be typed" in response.content.decode()
    assert "crm-7" not in response.content.decode()


def test_a_second_person_approves_and_sees_the_identity_check_again(
    client: Client, ana: Person, support: User, client_of: ClientOf, settings: SettingsWrapper
) -> None:
    settings.ERASURE_SECOND_APPROVER = True
    erasure = requested(ana.organization, ana.public_id, acting(support))
    address = reverse("support_job_approve", args=[erasure.public_id])
    prove(client)
    client.post(address, {"typed": "crm-7"})
    assert "You have approved it" in page(client, "support_job", erasure.public_id)
    assert client.post(address, {"typed": "crm-7"}).status_code == 422
    second = client_of(make_user("second", is_support=True))
    prove(second)
    asked = second.get(address).content.decode()
    assert "Verified by a reply" in asked and "Approved by" in asked
    second.post(address, {"typed": "crm-7"})
    erasure.refresh_from_db()
    assert erasure.state == State.RUNNING
    ana.refresh_from_db()
    assert ana.erasing_at is not None


def test_a_denial_needs_a_reason_which_the_organisation_reads(
    client: Client, ana: Person, support: User, admin: User, client_of: ClientOf
) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    address = reverse("support_job_deny", args=[erasure.public_id])
    assert client.post(address, {"reason": "no"}).status_code == 422
    client.post(address, {"reason": "The identity could not be checked."})
    own = page(client_of(admin), "erasure_page", "northwind", erasure.public_id)
    assert "The identity could not be checked." in own and "Denied" in own


def test_a_poll_hears_nothing_until_something_changed_and_the_end_at_the_end(
    client: Client, ana: Person, support: User
) -> None:
    erasure = requested(ana.organization, ana.public_id, acting(support))
    first = client.get(reverse("support_job_live", args=[erasure.public_id]))
    seen = first.content.decode().split("seen=")[1].split('"')[0]
    address = reverse("support_job_live", args=[erasure.public_id]) + f"?seen={seen}"
    assert client.get(address).status_code == 204
    domain.deny(actor=acting(support), erasure_id=erasure.pk, reason="Asked by mistake.")
    last = client.get(address)
    assert last.status_code == 286
    assert "hx-get" not in last.content.decode().split("</section>")[0].split(">")[0]
