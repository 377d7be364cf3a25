"""When a person's context was told: every door notes it, and the page shows it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from orgs.models import Organization, User
from persons.changes import KEYS_KEPT, TIMES_KEPT, Changes, noted
from persons.domain import Mention, PersonRegister
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def tell(organization: Organization, **context: object) -> Person:
    """Upsert the person `crm-7` with this context, as every source of persons does."""
    mention = Mention(external_id="crm-7", org_context=context)
    with transaction.atomic():
        register = PersonRegister(organization.pk, [mention])
        person, _, _ = register.add(mention)
        register.save()
    return Person.objects.get(pk=person.pk)


def kinds(person: Person, key: str) -> list[str]:
    return [kind for _, kind in person.context_changes[key]]


@pytest.mark.django_db
def test_each_key_tells_when_it_was_added_changed_and_cleared(northwind: Organization) -> None:
    tell(northwind, plan="free", seats=3)
    tell(northwind, plan="pro")
    person = tell(northwind, plan="pro", seats=None, vip=True)
    assert kinds(person, "plan") == ["changed", "added"]
    assert kinds(person, "seats") == ["cleared", "added"]
    assert kinds(person, "vip") == ["added"]
    times = [datetime.fromisoformat(at) for at, _ in person.context_changes["plan"]]
    assert times == sorted(times, reverse=True)


@pytest.mark.django_db
def test_what_is_told_again_changes_nothing(northwind: Organization) -> None:
    before = tell(northwind, plan="free")
    after = tell(northwind, plan="free")
    assert after.context_changes == before.context_changes
    assert after.updated_at == before.updated_at


@pytest.mark.django_db
def test_the_page_says_when_each_key_was_told(
    northwind: Organization, viewer: User, client_of: ClientOf
) -> None:
    told = {"plan": [["2026-05-03T09:30:00.000Z", "changed"], ["2026-05-01T12:00:00Z", "added"]]}
    context = {"plan": "pro", "older": "than we noted"}
    person = make_person(northwind, "Ana", org_context=context, context_changes=told)
    client: Client = client_of(viewer)
    page = client.get(f"/o/northwind/persons/{person.public_id}/").content.decode()
    full = "Changed 3 May 2026, 09:30:00 UTC, added 1 May 2026, 12:00:00 UTC"
    assert f'<dt>plan<time datetime="2026-05-03T09:30:00Z" title="{full}">' in page
    assert "<dt>older</dt>" in page
    assert "2 changes of the context" in page


def test_only_the_newest_times_of_a_key_are_kept() -> None:
    changes: Changes = {}
    for day in range(TIMES_KEPT + 3):
        changes = noted(changes, {"plan": day - 1}, {"plan": day}, NOON + timedelta(days=day))
    assert len(changes["plan"]) == TIMES_KEPT
    assert changes["plan"][0][0] == "2026-05-08T12:00:00.000Z"


def test_of_too_many_keys_those_changed_longest_ago_are_let_go() -> None:
    old = noted({}, {}, {"first": 1}, NOON)
    many = {f"key {number}": number for number in range(KEYS_KEPT)}
    changes = noted(old, {"first": 1}, many, NOON + timedelta(days=1))
    assert len(changes) == KEYS_KEPT and "first" not in changes


def test_no_value_is_ever_noted() -> None:
    changes = noted({}, {"plan": "secret before"}, {"plan": "secret now"}, NOON)
    assert "secret" not in str(changes)
