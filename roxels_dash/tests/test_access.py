"""Tenancy: who may open what, asked of every URL there is.

Another organisation's page or object answers exactly as one that does not exist.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from roxels_dash.tests.access_answers import MEMBERS, Answer, Visitor
from roxels_dash.tests.access_cases import CASES
from roxels_dash.tests.access_world import World, is_of_organization, make_world, patterns
from roxels_dash.tests.markup import problems

Clients = dict[Visitor, Client]

UNKNOWN = "no_such_thing_anywhere"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, made once in a transaction that all of this file's tests are run in."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    """The world as it was made: what a test changes in it is rolled back."""
    return made


@pytest.fixture
def clients(world: World) -> Clients:
    return world.clients()


def answer_of(response: Any) -> Answer:
    if response.status_code in (200, 204, 286):
        return Answer.OK
    if response.status_code == 302:
        path = urlsplit(response["Location"]).path
        if path == reverse("account_login"):
            return Answer.SIGN_IN
        return Answer.REASON if path.endswith("/visit/") else Answer.MOVED
    refused = {401: Answer.KEY, 403: Answer.FORBIDDEN, 404: Answer.HIDDEN}
    return refused[response.status_code]


def told(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that a visitor can learn from an answer, but for the request's own id."""
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, response.content, headers


def test_every_url_has_a_case_here_and_every_case_a_url() -> None:
    found = list(patterns(get_resolver()))
    unnamed = [route for entry, route in found if not entry.name]
    assert not unnamed, f"give these URLs a name: {unnamed}"
    names = {str(entry.name) for entry, _ in found}
    missing, stale = sorted(names - CASES.keys()), sorted(CASES.keys() - names)
    assert not missing, f"say in access_cases.py who may open: {', '.join(missing)}"
    assert not stale, f"access_cases.py names URLs that are gone: {', '.join(stale)}"


@pytest.mark.parametrize("name", CASES)
def test_each_visitor_gets_what_the_table_says_sound_and_guarded(
    name: str, world: World, clients: Clients
) -> None:
    case = CASES[name]
    path = world.path(name, case)
    got = {visitor: client.get(path) for visitor, client in clients.items()}
    assert {visitor: answer_of(response) for visitor, response in got.items()} == dict(case.answers)
    for visitor, response in got.items():
        policy = response["Content-Security-Policy"]
        assert "script-src 'self';" in f"{policy};" and "style-src 'self';" in f"{policy};"
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        if response.content and response["Content-Type"].startswith("text/html"):
            assert problems(response.content.decode()) == [], visitor


@pytest.mark.parametrize("name", [name for name in CASES if is_of_organization(name)])
def test_another_organisation_is_as_unknown_as_one_that_does_not_exist(
    name: str, world: World, clients: Clients
) -> None:
    case = CASES[name]
    theirs = case.about and world.others[case.about]
    for visitor in MEMBERS:
        client = clients[visitor]
        known = client.get(world.path(name, case, slug=world.other_slug, public_id=theirs))
        unknown = client.get(world.path(name, case, slug="nowhere", public_id=theirs))
        assert known.status_code == 404
        assert told(known) == told(unknown), visitor


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.about])
def test_anothers_object_is_as_unknown_as_one_that_does_not_exist(
    name: str, world: World, clients: Clients
) -> None:
    case = CASES[name]
    for visitor in (*MEMBERS, Visitor.VISITING):
        client = clients[visitor]
        theirs = client.get(world.path(name, case, public_id=world.others[case.about]))
        unknown = client.get(world.path(name, case, public_id=UNKNOWN))
        may_not = case.answers[visitor] is Answer.FORBIDDEN
        assert theirs.status_code == (403 if may_not else 404)
        assert told(theirs) == told(unknown), visitor


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.refused])
def test_a_method_that_a_url_does_not_take_is_refused(
    name: str, world: World, clients: Clients
) -> None:
    case = CASES[name]
    welcome = [visitor for visitor, answer in case.answers.items() if answer is Answer.OK]
    visitor = Visitor.ADMIN if Visitor.ADMIN in welcome or not welcome else welcome[0]
    path, client = world.path(name, case), clients[visitor]
    for method in sorted(case.refused):
        response = client.generic(method, path)
        assert response.status_code == 405, f"{method} {path}"
        assert method not in response["Allow"]


@pytest.mark.parametrize("name", [name for name in CASES if is_of_organization(name)])
def test_what_htmx_gets_is_sound_html_too(name: str, world: World, clients: Clients) -> None:
    client = clients[Visitor.ADMIN]
    response = client.get(world.path(name, CASES[name]), headers={"HX-Request": "true"})
    assert response.status_code < 400
    if response.content and response["Content-Type"].startswith("text/html"):
        assert problems(response.content.decode()) == []
