"""What an organisation's admins ask for and see: deletions, their states, receipts, retention."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation
from erasure import domain
from erasure.models import Erasure, Retention, State
from erasure.tests.console import make_ana, make_talk
from erasure.tests.making import begun, erased, requested, worked
from orgs.models import Organization, Role, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf, make_member
from web import sizes

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_ana(northwind)


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    """Signed in as northwind's admin."""
    return client_of(admin)


def page(client: Client, name: str, *parts: str, status: int = 200, **query: Any) -> str:
    response = client.get(reverse(name, args=["northwind", *parts]), query)
    assert response.status_code == status
    return response.content.decode()


def post(client: Client, name: str, *parts: str, **given: Any) -> Any:
    return client.post(reverse(name, args=["northwind", *parts]), given)


def test_an_admin_requests_a_deletion_by_typing_the_id(client: Client, ana: Person) -> None:
    asked = {"identity_check": "customer", "ticket": "HR-9"}
    wrong = post(client, "person_erase", ana.public_id, typed="crm-8", **asked)
    assert wrong.status_code == 422 and not Erasure.objects.exists()
    done = post(client, "person_erase", ana.public_id, typed=" crm-7 ", **asked)
    erasure = Erasure.objects.get()
    assert (erasure.via, erasure.identity_check, erasure.ticket) == ("admin", "customer", "HR-9")
    assert 'class="secret"' in done.content.decode()
    assert "How it stands" in page(client, "person_erase", ana.public_id)
    post(client, "person_erase", ana.public_id, typed="crm-7", **asked)
    assert Erasure.objects.count() == 1


def test_the_page_of_an_erasure_follows_it(client: Client, ana: Person) -> None:
    erasure = requested(ana.organization, ana.public_id)
    target = {"HX-Request": "true", "HX-Target": "erasure-live"}
    [asks] = re.findall(r'hx-get="([^"]+)"', page(client, "erasure_page", erasure.public_id))
    assert client.get(asks, headers=target).status_code == 204
    domain.begin(erasure)
    news = client.get(asks, headers=target)
    assert news.status_code == 200 and "Running" in news.content.decode()
    worked(erasure)
    over = client.get(asks, headers=target)
    assert over.status_code == 286
    assert "Receipt" in over.content.decode() and "hx-get" not in over.content.decode()


def test_the_person_page_offers_it_to_admins_alone(
    client: Client, ana: Person, viewer: User, client_of: ClientOf
) -> None:
    assert "Request deletion" in page(client, "person_page", ana.public_id)
    assert "Request deletion" not in page(client_of(viewer), "person_page", ana.public_id)


def test_a_conversation_is_deleted_by_typing_its_id_and_is_gone_at_once(
    client: Client, ana: Person
) -> None:
    conversation = Conversation.objects.get()
    iv = conversation.public_id
    assert post(client, "conversation_erase", iv, typed="yes").status_code == 422
    done = post(client, "conversation_erase", iv, typed=iv)
    erasure = Erasure.objects.get()
    assert done["Location"] == reverse("erasure_page", args=["northwind", erasure.public_id])
    assert page(client, "conversation_page", iv, status=404)
    assert worked(erasure).state == State.DONE
    assert not Conversation.objects.exists()
    assert Person.objects.filter(pk=ana.pk, erasing_at=None).exists()


def test_the_organisation_sees_its_own_erasures_with_their_receipts(
    client: Client, ana: Person, other_org: Organization
) -> None:
    theirs = requested(other_org, make_person(other_org, "Theirs").public_id)
    erasure = erased(ana.organization, ana.public_id)
    listed = page(client, "erasure_list")
    assert erasure.public_id in listed and theirs.public_id not in listed
    assert "Signature valid" in page(client, "erasure_receipt", erasure.public_id)
    file = client.get(reverse("erasure_receipt_file", args=["northwind", erasure.public_id]))
    told = file.json()
    assert '"after":0' in told["receipt"] and told["algorithm"] == "Ed25519"
    for text in (listed, page(client, "erasure_page", erasure.public_id), told["receipt"]):
        assert not re.search(r"\bAna\b", text) and "crm-7" not in text  # Tokens hold any letters.


def test_a_request_without_a_receipt_has_no_page_of_one(client: Client, ana: Person) -> None:
    erasure = begun(ana.organization, ana.public_id)
    assert page(client, "erasure_receipt", erasure.public_id, status=404)


def test_the_audit_log_links_to_the_erasure_and_says_who_asked(client: Client, ana: Person) -> None:
    post(client, "person_erase", ana.public_id, typed="crm-7", identity_check="customer")
    log = page(client, "audit_log")
    address = reverse("erasure_page", args=["northwind", Erasure.objects.get().public_id])
    assert address in log
    assert "Admin</bdi></b> asked for" in log


def test_retention_shows_what_would_go_before_it_is_set(client: Client, ana: Person) -> None:
    old = timezone.now() - timedelta(days=40)
    make_talk(ana, created_at=old)
    shown = page(client, "retention", days="30")
    assert "1 conversation</b> created before" in shown
    assert "No conversation is that old yet" in page(client, "retention", days="60")
    assert not Retention.objects.exists()
    assert set_retention(client, "30", typed="erase 1 conversation").status_code == 302
    assert Retention.objects.get().days == 30
    assert "kept for <b>30 days</b>" in page(client, "retention")
    domain.sweep_retention()
    assert Conversation.objects.filter(erasing_at=None).count() == 1


def seen(client: Client, days: str) -> str:
    """Return the mark of the preview."""
    [mark] = re.findall(r'name="seen" value="([^"]+)"', page(client, "retention", days=days))
    return str(mark)


def set_retention(client: Client, days: str, typed: str = "") -> Any:
    return post(client, "retention", days=days, seen=seen(client, days), typed=typed)


def test_retention_is_set_by_nobody_who_has_not_seen_what_would_go(
    client: Client, ana: Person, client_of: ClientOf
) -> None:
    make_talk(ana, created_at=timezone.now() - timedelta(days=40))
    second = make_member("second", ana.organization, Role.ADMIN)
    marks = {
        "no preview": "",
        "made up": "1:2:3",
        "of other days": seen(client, "60"),
        "of somebody else": seen(client_of(second), "30"),
    }
    for why, mark in marks.items():
        answer = post(client, "retention", days="30", seen=mark, typed="erase 1 conversation")
        assert answer.status_code == 422, why
        assert "Look at what would go" in answer.content.decode()
    assert set_retention(client, "30").status_code == 422
    assert set_retention(client, "30", typed="erase 2 conversations").status_code == 422
    mark = seen(client, "30")
    make_talk(ana, created_at=timezone.now() - timedelta(days=50))
    more = post(client, "retention", days="30", seen=mark, typed="erase 1 conversation")
    assert more.status_code == 422 and "More would go by now" in more.content.decode()
    assert not Retention.objects.exists()
    assert set_retention(client, "30", typed="erase 2 conversations").status_code == 302


def test_retention_of_more_than_are_counted_is_refused_once_it_is_told_in_other_words(
    client: Client, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_talk(ana, created_at=timezone.now() - timedelta(days=40))

    def estimated(count: int) -> None:
        monkeypatch.setattr(sizes, "about", lambda _: (count, False))

    estimated(12_000)
    mark, typed = seen(client, "30"), "erase about 12,000 conversations"
    estimated(90_000)
    more = post(client, "retention", days="30", seen=mark, typed=typed)
    assert more.status_code == 422 and "More would go by now" in more.content.decode()
    estimated(13_000)
    assert post(client, "retention", days="30", seen=mark, typed=typed).status_code == 422
    estimated(12_000)  # To the planner one is nothing.
    make_talk(ana, created_at=timezone.now() - timedelta(days=50))
    more = post(client, "retention", days="30", seen=mark, typed=typed)
    assert more.status_code == 422 and "More would go by now" in more.content.decode()
    mark = seen(client, "30")
    assert not Retention.objects.exists()
    estimated(12_400)  # As it was told, and the planner's numbers waver.
    assert post(client, "retention", days="30", seen=mark, typed=typed).status_code == 302
    assert Retention.objects.get().days == 30


def test_a_retention_that_takes_nothing_yet_needs_no_typing(client: Client, ana: Person) -> None:
    assert set_retention(client, "60").status_code == 302
    assert Retention.objects.get().days == 60


@pytest.mark.parametrize("days", ["0", "-3", "1.5", "many", "99999999999"])
def test_a_retention_that_makes_no_sense_is_refused(client: Client, days: str) -> None:
    assert "Give a number of days from 1 to 36,500." in page(
        client, "retention", days=days, status=422
    )
    assert post(client, "retention", days=days).status_code == 422
    assert not Retention.objects.exists()


def test_retention_is_switched_off_again(client: Client, northwind: Organization) -> None:
    Retention.objects.create(organization=northwind, days=30)
    assert "Switch retention off" in page(client, "retention", days="")
    post(client, "retention", days="")
    assert not Retention.objects.exists()
