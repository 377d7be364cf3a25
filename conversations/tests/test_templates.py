"""The templates pages: versions, how often goals are met, and what changed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from conversations.domain import refresh_rollups
from conversations.models import Template, TemplateVersion
from conversations.present.difference import difference, pieces
from intake.tests.making import conversation, template
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/templates/"
ONE = f"{LIST}tpl_1/"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def cells(page: str, name: str) -> list[str]:
    """The words of each cell of a column, without tags and without units."""
    found = re.findall(rf'<td class="{name}[^"]*">(.*?)</td>', page, re.DOTALL)
    bare = (re.sub(r'<span class="unit">.*?</span>|<[^>]+>', "", cell) for cell in found)
    return [" ".join(cell.split()) for cell in bare]


@pytest.mark.django_db
def test_the_list_counts_the_last_days_and_all_time(
    reader: Client, northwind: Organization, other_org: Organization
) -> None:
    template(other_org, "tpl_theirs", name="Their secret plan")
    template(northwind)
    template(northwind, description="The same in other words")
    template(northwind, goals=[{"id": "location"}])
    now = timezone.now()
    value = [{"goal": "location", "value": "San Jose"}]
    given: list[dict[str, Any]] = [
        {"created_at": now, "findings": value},
        {"created_at": now - timedelta(days=28), "status": "failed"},
        {"created_at": now - timedelta(days=60), "findings": value},
        {"created_at": now, "is_test": True},
    ]
    for number, fields in enumerate(given):
        timeless = {"started_at": None, "ended_at": None, **fields}
        conversation(northwind, f"iv_{number}", template_id="tpl_1", **timeless)
    refresh_rollups()
    page = text(reader, LIST)
    assert "Their secret plan" not in page
    assert cells(page, "c-version") == ["v2"]
    assert cells(page, "c-recent") == ["2"]
    assert cells(page, "c-ever") == ["3"]
    assert cells(page, "c-completion") == ["50 %"]
    assert cells(page, "c-goals") == ["50 %"]


@pytest.mark.django_db
def test_a_long_list_has_pages(reader: Client, northwind: Organization) -> None:
    for number in range(60):
        Template.objects.create(organization=northwind, name=f"Number {number:02}")
    first = text(reader, LIST)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = text(reader, older[1].replace("&amp;", "&"))
    names = [re.findall(r"Number \d\d", page) for page in (first, second)]
    assert names == [
        [f"Number {number:02}" for number in range(59, 9, -1)],
        [f"Number {number:02}" for number in range(9, -1, -1)],
    ]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer
    assert text(reader, newer[1].replace("&amp;", "&")).count("Number") == 50
    assert text(reader, f"{LIST}?older=made-up").count("Number") == 50


@pytest.mark.django_db
def test_a_page_tells_each_version_and_how_often_its_goals_are_met(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    where, when = {"goal": "location", "value": "A"}, {"goal": "date", "value": "B"}
    conversation(northwind, "iv_1", template_id="tpl_1", findings=[where, when])
    template(northwind, goals=[{"id": "location"}, {"id": "party"}])
    conversation(northwind, "iv_2", template_id="tpl_1", findings=[where])
    conversation(northwind, "iv_3", template_id="tpl_1", status="abandoned")
    conversation(northwind, "iv_4", template_id="tpl_1", status="joined", findings=[where])
    refresh_rollups()
    page = text(reader, ONE)
    assert cells(page, "c-count") == ["3", "1"]
    assert cells(page, "c-rate") == ["50 %", "25 %", "100 %", "100 %"]
    assert re.findall(r'<b class="wrap">(\w+)</b>', page) == ["location", "party"]
    assert re.findall(r"(\d of \d)</span>", page) == ["1 of 2", "0 of 2"]
    first = text(reader, f"{ONE}?version=1")
    assert re.findall(r'<b class="wrap">(\w+)</b>', first) == ["location", "date"]
    assert re.findall(r"(\d of \d)</span>", first) == ["1 of 1", "1 of 1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["version=9", "version=x", "version=1&from=1&to=7", "from=²&to=1", "version=" + "9" * 30],
)
def test_a_version_that_there_is_not_is_not_found(
    reader: Client, northwind: Organization, query: str
) -> None:
    template(northwind)
    assert reader.get(f"{ONE}?{query}").status_code == 404


@pytest.mark.django_db
def test_as_many_queries_whatever_there_is(
    reader: Client,
    northwind: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    text(reader, LIST)  # The first request of a session writes it.
    told = set()
    for number in (1, 2, 3):
        goals = [{"id": f"goal_{index}"} for index in range(number)]
        for name in ("tpl_1", f"tpl_of_{number}"):
            template(northwind, name, goals=goals)
        conversation(northwind, f"iv_{number}", template_id="tpl_1")
        refresh_rollups()
        for path in (LIST, ONE, f"{ONE}?from=1&to={number}"):
            with django_assert_max_num_queries(12) as captured:
                text(reader, path)
            told.add((path.split("&")[0], len(captured.captured_queries)))
    assert len(told) == 3, told


@pytest.mark.django_db
def test_two_versions_side_by_side_in_words_and_signs(
    reader: Client, northwind: Organization
) -> None:
    goals: list[dict[str, Any]] = [
        {"id": "size", "description": "How many people come"},
        {"id": "day"},
    ]
    template(northwind, goals=goals, instructions="Ask for the day and the time.")
    goals = [{"id": "size", "description": "How many guests come", "critical": True}, {"id": "<b>"}]
    template(
        northwind,
        goals=goals,
        criteria=[{"id": "polite", "description": "Thanks them"}],
        instructions="Ask for the day, then the time.",
        outputs=[{"url": "https://a.example", "headers": {"Authorization": "Bearer s3cret"}}],
        screen_share=True,
        max_duration_seconds=600,
    )
    page = text(reader, f"{ONE}?from=1&to=2")
    part = page[page.index('id="difference"') : page.index('aria-label="Goals"')]
    for told in (
        "How many <del>people</del><ins>guests</ins> come",
        "Critical: </span><ins>yes</ins>",
        "<b>&lt;b&gt;</b>",
        "− <span>removed</span>",
        "+ <span>added</span>",
        "<ins>Thanks them</ins>",
        "<del>off</del><ins>on</ins>",
        "<del>no limit</del><ins>10 minutes</ins>",
        "<del>none</del><ins>1 output</ins>",
        "Ask for the day<del> and</del><ins>, then</ins> the time.",
    ):
        assert told in part, told
    assert "s3cret" not in page
    assert "Nothing differs" in text(reader, f"{ONE}?from=2&to=2")


WORDS = st.lists(st.sampled_from(["ask ", "the ", "day", ".", "\n", "  ", "né", "«"]), max_size=30)


@given(WORDS.map("".join), WORDS.map("".join))
def test_what_is_shown_holds_both_texts_whole(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new
    assert all(piece.text for piece in found)
    if old == new:
        assert {piece.kind for piece in found} <= {"same"}


def test_long_texts_that_have_nothing_in_common_are_compared_in_lines() -> None:
    old = " ".join(f"old{number}" for number in range(20_000))
    new = " ".join(f"new{number}" for number in range(20_000))
    assert [piece.kind for piece in pieces(f"same\n{old}\nend", f"same\n{new}\nend")] == [
        "same",
        "removed",
        "added",
        "same",
    ]


def test_an_order_that_changed_is_told() -> None:
    old = TemplateVersion(goals=[{"id": "a"}, {"id": "b"}, {"id": "c"}])
    new = TemplateVersion(goals=[{"id": "b"}, {"id": "a"}])
    [change] = difference(old, new).settings
    assert change.name == "Order of goals"
    assert [piece.text for _, told in change.fields for piece in told] == ["a, b", "b, a"]


@pytest.mark.django_db
def test_an_organisation_without_templates_is_told_where_they_come_from(reader: Client) -> None:
    assert "No templates yet" in text(reader, LIST)


def test_test_conversations_are_counted_apart_and_a_switch_shows_them(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    conversation(northwind, "iv_1", template_id="tpl_1", created_at=timezone.now())
    for number in (2, 3, 4):
        now = timezone.now()
        conversation(northwind, f"iv_{number}", template_id="tpl_1", created_at=now, is_test=True)
    refresh_rollups()
    for test, count in (("", "1 conversation<"), ("?test=1", "3 conversations<")):
        listed = reader.get(f"/o/northwind/templates/{test}").content.decode()
        assert f"<b>{count[0]}</b>" in listed
        assert f'href="/o/northwind/templates/tpl_1/{test}"' in listed
        page = reader.get(f"/o/northwind/templates/tpl_1/{test}").content.decode()
        assert count.rstrip("<") in page
        assert ("template=tpl_1&amp;test=1" in page) == bool(test)


@pytest.mark.django_db
def test_a_goal_s_type_and_choice_are_told(reader: Client, northwind: Organization) -> None:
    goals = [
        {"id": "outdoors", "allowed_values": ["True", "False"]},
        {"id": "size", "type": "category", "allowed_values": ["S", "L"]},
        {"id": "wishes"},
    ]
    template(northwind, goals=goals)
    page = text(reader, ONE)
    for told in ("one of True, False", "category: S, L", ">any value<"):
        assert told in page
