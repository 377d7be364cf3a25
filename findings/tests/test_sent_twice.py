"""Forms that are sent twice, as by a double click, make one thing."""

import re
from typing import Any

import pytest
from django.test import Client

from findings.models import Comment, Export, ReviewQueue
from findings.tests.making import dinners
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

QUEUE = {"name": "Cities", "goals": "city", "sampling": "all", "low_confidence": 60, "reviewers": 1}


@pytest.fixture
def client(client_of: ClientOf, analyst: User, northwind: Organization) -> Client:
    dinners(northwind)
    return client_of(analyst)


def sent(client: Client, path: str, told: dict[str, Any]) -> list[str]:
    """Open the form, send it twice and, told otherwise, once more; return where each leads."""
    [once] = re.findall(r'name="once" value="([^"]+)"', client.get(path).content.decode())
    forms = [{**told, "once": once}, {**told, "once": once}, {**told, "once": f"{once}x"}]
    found = []
    for form in forms:
        response = client.post(path, form)
        assert response.status_code == 302, response.content
        found.append(response["Location"])
    return found


def test_a_queue_is_made_once_a_form(client: Client) -> None:
    first, again, other = sent(client, "/o/northwind/reviews/new/?template=tpl_dinner", QUEUE)
    assert first == again != other
    assert ReviewQueue.objects.count() == 2
    assert AuditEvent.objects.filter(action="queue.created").count() == 2


def test_an_export_is_made_once_a_form(client: Client) -> None:
    path = "/o/northwind/exports/new/?template=tpl_dinner"
    first, again, other = sent(client, path, {"form": "csv"})
    assert first == again != other
    assert Export.objects.count() == 2
    assert AuditEvent.objects.filter(action="findings.export").count() == 2


def test_the_same_form_with_something_else_in_it_is_another(client: Client) -> None:
    page = client.get("/o/northwind/exports/new/?template=tpl_dinner").content.decode()
    [once] = re.findall(r'name="once" value="([^"]+)"', page)
    for query, form in (("", "csv"), ("", "jsonl"), ("&where=city:is:Oslo", "csv")):
        path = f"/o/northwind/exports/new/?template=tpl_dinner{query}"
        client.post(path, {"form": form, "once": once})
    assert Export.objects.count() == 3


def test_the_same_words_about_a_turn_are_one_comment(client: Client) -> None:
    path = "/o/northwind/conversations/iv_0/comments/add/"
    for text in ("A nice one.", "A nice one. ", "A nice one!"):
        assert client.post(path, {"turn": "3", "text": text}).status_code == 302
    assert Comment.objects.count() == 2
