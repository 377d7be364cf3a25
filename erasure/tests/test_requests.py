"""From a request to its approval: who may, what is kept, and what is forgotten."""

import pytest
from django.test import override_settings

from conversations.models import Conversation
from erasure import domain
from erasure.domain.requesting import DUE_WITHIN
from erasure.models import Comment, Erasure, Event, Identity, State, Target, Via
from erasure.tests.making import SYSTEM, acting, requested
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(northwind: Organization) -> Person:
    return make_person(northwind, "Ada Lovelace", external_id="crm-17", email="ada@example.com")


def approve(erasure: Erasure, user: User, typed: str = "crm-17") -> Erasure:
    return domain.approve(actor=acting(user), user=user, erasure_id=erasure.pk, typed=typed)


def test_a_request_is_due_in_thirty_days_and_names_nobody(ada: Person) -> None:
    erasure = requested(ada.organization, ada.public_id)
    assert erasure.due_at - erasure.received_at == DUE_WITHIN
    kept = " ".join(str(value) for value in vars(erasure).values())
    for secret in (ada.public_id, "crm-17", "Ada", "ada@example.com"):
        assert secret not in kept


def test_the_nonce_shows_whom_it_is_about_and_is_not_kept(ada: Person) -> None:
    erasure, nonce = domain.request_person(
        actor=SYSTEM, organization=ada.organization, public_id=ada.public_id, via=Via.API
    )
    assert bytes(erasure.commitment or b"") == domain.commitment(nonce, ada.public_id, "crm-17")
    kept = [*Erasure.objects.values_list(), *Event.objects.values_list()]
    assert nonce not in str(kept)


def test_another_organisations_person_is_unknown(ada: Person, other_org: Organization) -> None:
    with pytest.raises(domain.NoSuchPerson):
        domain.request_person(
            actor=SYSTEM, organization=other_org, public_id=ada.public_id, via=Via.API
        )


@override_settings(ERASURE_SECOND_APPROVER=True)
def test_two_people_approve_where_the_setting_asks_for_it(ada: Person, support: User) -> None:
    erasure = requested(ada.organization, ada.public_id, acting(support))
    assert approve(erasure, support).state == State.AWAITING
    assert Person.objects.get().erasing_at is None
    with pytest.raises(domain.ErasureRefused, match="somebody else"):
        approve(erasure, support)
    second = make_user("second", is_support=True)
    assert approve(erasure, second).state == State.RUNNING
    assert Person.objects.get().erasing_at is not None


@override_settings(ERASURE_SECOND_APPROVER=False)
def test_one_person_is_enough_where_it_does_not(ada: Person, support: User) -> None:
    assert approve(requested(ada.organization, ada.public_id), support).state == State.RUNNING


@pytest.mark.parametrize("typed", ["", "crm-1", "CRM-17", "Ada Lovelace"])
def test_what_is_typed_must_be_the_external_id(ada: Person, support: User, typed: str) -> None:
    with pytest.raises(domain.ErasureRefused):
        approve(requested(ada.organization, ada.public_id), support, typed)
    assert Person.objects.get().erasing_at is None


def test_nobody_approves_what_nobody_counted(ada: Person, support: User) -> None:
    erasure, _ = domain.request_person(
        actor=SYSTEM, organization=ada.organization, public_id=ada.public_id, via=Via.API
    )
    with pytest.raises(domain.ErasureRefused, match="dry run"):
        approve(erasure, support)


def test_a_denial_needs_a_reason_and_forgets_whom_it_was_about(
    northwind: Organization, support: User
) -> None:
    conversation(northwind)
    person = Person.objects.get()
    erasure = requested(northwind, person.public_id)
    domain.comment(erasure=erasure, author=support, text="Called François back.")
    with pytest.raises(domain.ErasureRefused):
        domain.deny(actor=acting(support), erasure_id=erasure.pk, reason="  ")
    domain.deny(actor=acting(support), erasure_id=erasure.pk, reason="Identity not shown")
    for forgotten in (Identity, Target, Comment):
        assert not forgotten.objects.exists()
    assert Conversation.objects.filter(erasing_at__isnull=True).exists()
    with pytest.raises(domain.ErasureRefused, match="past that"):
        approve(erasure, support)


def test_every_act_stands_in_the_organisations_audit_log(ada: Person, support: User) -> None:
    erasure = requested(ada.organization, ada.public_id, acting(support))
    approve(erasure, support)
    rows = AuditEvent.objects.filter(topic="erasures").order_by("id")
    assert [row.action for row in rows] == ["erasure.requested", "erasure.approved"]
    assert {(row.object_id, row.ticket, row.actor_id) for row in rows} == {
        (erasure.public_id, "T-1", support.pk)
    }
