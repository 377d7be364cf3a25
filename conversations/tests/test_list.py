"""The conversations list shows what its URL says, newest first, and nothing of anyone else."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from conversations.models import Conversation, Template
from intake.tests.making import conversation, record, save, template
from orgs.models import Organization, User
from persons.models import Person
from roxels_dash.tests.people import ClientOf
from web import sizes

LIST = "/o/northwind/conversations/"
ROW = re.compile(r'class="who" href="/o/northwind/conversations/([^/]+)/')


def shown(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200, response.status_code
    return ROW.findall(response.content.decode())


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def test_newest_first(reader: Client, northwind: Organization) -> None:
    for minute in (2, 0, 1):
        conversation(northwind, f"iv_{minute}", minute=minute)
    assert shown(reader) == ["iv_2", "iv_1", "iv_0"]


def test_another_organisation_s_rows_are_not_there(
    reader: Client, northwind: Organization, other_org: Organization
) -> None:
    conversation(northwind, "iv_ours")
    conversation(other_org, "iv_theirs")
    assert shown(reader) == ["iv_ours"]
    assert shown(reader, "?q=Sino") == ["iv_ours"]


def test_another_organisation_s_template_and_person_filter_nothing_in(
    reader: Client, northwind: Organization, other_org: Organization
) -> None:
    template(other_org, "tpl_theirs", name="Their secret plan")
    conversation(other_org, "iv_theirs", template_id="tpl_theirs")
    person = Person.objects.get(organization=other_org)
    for query in ("?template=tpl_theirs", f"?person={person.public_id}"):
        response = reader.get(f"{LIST}{query}")
        assert ROW.findall(response.content.decode()) == []
        assert "Their secret plan" not in response.content.decode()
        assert "François" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?status=failed", ["iv_failed"]),
        ("?status=failed&status=completed", ["iv_done", "iv_failed"]),
        ("?template=tpl_1", ["iv_done"]),
        ("?template=tpl_unknown", []),
        ("?findings=yes", ["iv_done"]),
        ("?findings=no", ["iv_failed"]),
        ("?longer=1", ["iv_failed"]),
        ("?shorter=1", ["iv_done"]),
        ("?since=2026-06-17", []),
        ("?since=2026-06-16&until=2026-06-16", ["iv_done", "iv_failed"]),
        ("?until=2026-06-15", []),
        ("?range=today", []),
        ("?test=1", ["iv_test"]),
        ("?archived=1", ["iv_archived"]),
        ("?q=francois+sino&status=completed", ["iv_done", "iv_archived"]),
    ],
)
def test_each_filter(
    reader: Client, northwind: Organization, query: str, expected: list[str]
) -> None:
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}]
    conversation(northwind, "iv_done", minute=1, template_id="tpl_1", findings=findings)
    conversation(northwind, "iv_failed", status="failed", duration_seconds=100, persons=[])
    conversation(northwind, "iv_test", is_test=True)
    conversation(northwind, "iv_archived", archived=True)
    assert shown(reader, query) == expected


def test_a_person_s_conversations(reader: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    conversation(northwind, "iv_2", persons=[{"external_id": "user_2"}])
    person = Person.objects.get(external_id="user_1")
    assert shown(reader, f"?person={person.public_id}") == ["iv_1"]


def test_days_are_the_viewer_s_own(reader: Client, viewer: User, northwind: Organization) -> None:
    late = datetime.fromisoformat("2026-06-16T23:30:00Z")
    conversation(northwind, "iv_1", created_at=late, started_at=late, ended_at=late)
    assert shown(reader, "?since=2026-06-17") == []
    viewer.time_zone = "Asia/Tokyo"
    viewer.save()
    assert shown(reader, "?since=2026-06-17") == ["iv_1"]


def test_older_and_newer_keep_the_filters(reader: Client, northwind: Organization) -> None:
    for minute in range(60):
        status = "failed" if minute % 10 == 0 else "completed"
        conversation(northwind, f"iv_{minute}", minute=minute, status=status)
    first = reader.get(f"{LIST}?status=completed").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert "status=completed" in older[1]
    second = reader.get(older[1].replace("&amp;", "&")).content.decode()
    assert ROW.findall(first)[0] == "iv_59"
    assert len(ROW.findall(first)) == 50
    assert ROW.findall(second) == ["iv_4", "iv_3", "iv_2", "iv_1"]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer
    back = reader.get(newer[1].replace("&amp;", "&")).content.decode()
    assert ROW.findall(back) == ROW.findall(first)


def test_a_cursor_of_other_filters_leads_to_the_first_page_and_says_so(
    reader: Client, northwind: Organization
) -> None:
    for minute in range(51):
        conversation(northwind, f"iv_{minute}", minute=minute)
    page = reader.get(LIST).content.decode()
    [cursor] = re.findall(r"older=([\w-]+)\" hx-get", page)
    moved = reader.get(f"{LIST}?status=completed&older={cursor}").content.decode()
    assert ROW.findall(moved)[0] == "iv_50"
    assert "made under other filters" in moved


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?since=yesterday", "From"),
        ("?until=2026-02-30", "Until"),
        ("?since=2026-06-17&until=2026-06-16", "Until"),
        ("?status=paused", "Status"),
        ("?longer=-1", "Longer than"),
        ("?longer=9&shorter=3", "Shorter than"),
        ("?range=1y", "Created"),
        ("?findings=maybe", "Findings"),
        ("?since=9999-12-31", "From"),
        ("?q=" + "x" * 301, "Search"),
    ],
)
def test_a_filter_that_cannot_be_is_named(reader: Client, query: str, field: str) -> None:
    response = reader.get(f"{LIST}{query}")
    assert response.status_code == 422
    assert f"<b>{field}</b>" in response.content.decode()


def test_htmx_gets_only_what_it_targets(reader: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    whole = reader.get(LIST)
    block = reader.get(LIST, headers={"HX-Request": "true", "HX-Target": "results"})
    assert block.content.decode().strip().startswith('<div id="results"')
    assert ROW.findall(block.content.decode()) == ["iv_1"]
    for response in (whole, block):
        assert "HX-Request" in response["Vary"]
        assert "HX-Target" in response["Vary"]
    restored = reader.get(
        LIST,
        headers={
            "HX-Request": "true",
            "HX-Target": "results",
            "HX-History-Restore-Request": "true",
        },
    )
    assert "<html" in restored.content.decode()


def test_a_search_pushes_the_short_url_of_what_it_shows(
    reader: Client, northwind: Organization
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    response = reader.get(f"{LIST}?q=sino&template=&range=&since=", headers=headers)
    assert response["HX-Push-Url"] == f"{LIST}?q=sino"
    headers["HX-Current-URL"] = f"http://testserver{LIST}?q=sino"
    response = reader.get(f"{LIST}?q=sino&template=", headers=headers)
    assert response["HX-Push-Url"] == "false"  # no step to go back from


def test_news_tells_how_many_came_and_nothing_else(reader: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    [news] = re.findall(r'hx-get="([^"]+/news/[^"]+)"', reader.get(LIST).content.decode())
    assert reader.get(news).status_code == 204
    for minute in (1, 2, 3):
        conversation(northwind, f"iv_new{minute}", minute=minute)
    conversation(northwind, "iv_test", minute=9, is_test=True)
    response = reader.get(news)
    assert response.status_code == 200
    assert "3 new" in response.content.decode()
    assert "iv_new" not in response.content.decode()


def test_news_with_a_cursor_of_ours_no_longer_stops_the_poll(reader: Client) -> None:
    assert reader.get("/o/northwind/news/?cursor=made-up").status_code == 286


def test_as_many_queries_for_one_row_as_for_three(
    reader: Client,
    northwind: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    shown(reader)  # The first request of a session writes it.
    counts = []
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
        for query in ("", "?q=sino", "?q=restaurant"):
            with django_assert_max_num_queries(12) as captured:
                assert len(shown(reader, query)) == number + 1
            counts.append((query, len(captured.captured_queries)))
    assert len(set(counts)) == 3, counts


def test_what_is_being_erased_is_nowhere(reader: Client, northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    Conversation.objects.update(erasing_at=timezone.now())
    assert shown(reader) == []
    assert shown(reader, "?q=sino") == []
    assert reader.get(f"{LIST}iv_1/").status_code == 404


def test_a_row_says_what_happened(reader: Client, northwind: Organization) -> None:
    template(northwind)
    start = timezone.now() - timedelta(minutes=2, seconds=14)
    conversation(
        northwind,
        "iv_live",
        template_id="tpl_1",
        status="joined",
        created_at=start,
        started_at=start,
        ended_at=None,
        duration_seconds=None,
        summary="",
        findings=[{"goal": "location", "value": "San Jose"}],
        persons=[{"name": "Xóchitl"}, {"name": "B"}],
        source_fields={"outputs": {"webhooks": [{"url": "https://a.example", "status": "failed"}]}},
    )
    page = reader.get(LIST).content.decode()
    for text in ("Live · 2:1", "Xóchitl, B", "2 persons", "Restaurants · v1", "1 / 2", "1 failed"):
        assert text in page


def test_hostile_words_stay_words(reader: Client, northwind: Organization) -> None:
    evil = "<script>alert(1)</script>"
    conversation(northwind, "iv_1", persons=[{"name": evil}], summary=f"{evil} sino")
    for query in ("", "?q=sino", "?q=%3Cscript%3Ealert"):
        page = reader.get(f"{LIST}{query}").content.decode()
        assert "<script>alert" not in page


def test_an_empty_list_tells_how_to_fill_it(reader: Client) -> None:
    assert "No conversations yet" in reader.get(LIST).content.decode()
    assert "Nothing matches" in reader.get(f"{LIST}?q=needle").content.decode()


def test_a_long_list_under_a_template_is_estimated_for_that_template(
    reader: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "COUNTED", 100)
    template(northwind, "tpl_1", name="Rare")
    template(northwind, "tpl_2", name="Common")
    rare = [record(f"iv_r{n}", minute=n, template_id="tpl_1") for n in range(101)]
    common = [record(f"iv_c{n}", minute=n, template_id="tpl_2") for n in range(101)]
    save(northwind, rare + common)
    for public_id in ("tpl_1", "tpl_2"):
        key = Template.objects.get(public_id=public_id).pk
        with CaptureQueriesContext(connection) as captured:
            assert "about " in reader.get(f"{LIST}?template={public_id}").content.decode()
        [asked] = [each["sql"] for each in captured if each["sql"].startswith("EXPLAIN")]
        assert f"c.template_id = {key}" in asked
