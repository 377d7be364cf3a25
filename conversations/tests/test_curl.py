"""The call that a page hands out answers with what the page shows."""

import shlex
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from conversations.models import Conversation
from intake.tests.making import conversation, template
from orgs.models import Organization, User
from persons.models import Person
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/conversations/"
ARCHIVED = "# Archived ones, which the page leaves out, come too"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def call(client: Client, path: str) -> tuple[list[str], str, dict[str, list[str]]]:
    """Return the call's comments, its path and its parameters."""
    page = client.get(path).content.decode()
    text = unescape(page.split('aria-label="The call">')[1].split("</pre>")[0])
    comments = [line for line in text.splitlines() if line.startswith("#")]
    words = shlex.split(text.replace("\\\n", " "), comments=True)
    assert words[0] == "curl"
    assert words[2:] == ["-H", "Authorization: Bearer $ROXELS_API_KEY"]
    asked = urlsplit(words[1])
    return comments, asked.path, parse_qs(asked.query)


def test_the_plain_list(reader: Client) -> None:
    assert call(reader, LIST) == ([ARCHIVED], "/v1/interviews", {"limit": ["50"]})


def test_filters_that_the_api_has_are_its_parameters(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    conversation(northwind)
    person = Person.objects.get()
    query = f"?template=tpl_1&status=failed&since=2026-06-16&person={person.public_id}"
    comments, _, asked = call(reader, LIST + query)
    assert comments == [], "one person’s archived ones stand on the page too"
    assert asked == {
        "template_id": ["tpl_1"],
        "status": ["failed"],
        "since": ["2026-06-15T23:59:59.999Z"],
        "external_id": ["user_1"],
        "limit": ["50"],
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?q=sino", "search"),
        ("?status=failed&status=completed", "several statuses at once"),
        ("?since=2026-06-16&until=2026-06-17", "an end of the period"),
        ("?longer=1", "length"),
        ("?findings=yes", "findings"),
        ("?frames=1", "frames"),
        ("?archived=1", "archived ones alone"),
        ("?person=person_unknown", "a person without an external id"),
        ("?test=1", "sk_test_"),
    ],
)
def test_what_the_api_has_no_parameter_for_is_said(reader: Client, query: str, words: str) -> None:
    comments, _, _ = call(reader, LIST + query)
    [comment] = [comment for comment in comments if comment != ARCHIVED]
    assert words in comment


def test_nobody_s_words_end_the_comment_or_leave_the_address(reader: Client) -> None:
    evil = "%22%3B+rm+-rf+%24HOME%0A%60id%60"
    _, path, asked = call(reader, f"{LIST}?q={evil}&template={evil}")
    assert path == "/v1/interviews"
    assert set(asked) == {"template_id", "limit"}


def test_a_conversation(reader: Client, northwind: Organization) -> None:
    conversation(northwind)
    assert call(reader, f"{LIST}iv_1/") == ([], "/v1/interviews/iv_1", {})
    Conversation.objects.update(is_test=True)
    [comment], _, _ = call(reader, f"{LIST}iv_1/")
    assert "sk_test_" in comment
