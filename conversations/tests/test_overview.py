"""The overview says what counting by hand says, for the viewer's own days."""

import re
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from conversations.domain import refresh_rollups
from conversations.models.rollups import LENGTH_EDGES
from conversations.present.rates import change_of, share, tile_change
from conversations.queries import overview
from conversations.queries.counts import median_length
from intake.records import ConversationRecord
from intake.tests.making import record, save, template
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

NOW = datetime(2026, 6, 16, 14, 40, tzinfo=UTC)
PAGE = "/o/northwind/overview/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_a_fixed_time() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def made(number: int, at: datetime, **fields: Any) -> ConversationRecord:
    given = {"created_at": at, "started_at": None, "ended_at": None, **fields}
    return record(f"iv_{number}", **given)


def fill(organization: Organization, records: list[ConversationRecord]) -> None:
    save(organization, records)
    refresh_rollups(organization.pk)


def text(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin"])
def test_days_and_the_period_before_are_the_viewer_s_own(
    northwind: Organization, zone: str
) -> None:
    moments = [NOW - timedelta(hours=7 * number, minutes=number % 60) for number in range(60)]
    fill(northwind, [made(number, at) for number, at in enumerate(moments)])
    with timezone.override(ZoneInfo(zone)):
        found = overview.read(northwind, days=7, is_test=False)
        today = timezone.localdate()
        local = [at.astimezone(ZoneInfo(zone)).date() for at in moments]
    assert found.period.days == [today - timedelta(days=6 - number) for number in range(7)]
    assert [counts.total for counts in found.days] == [local.count(d) for d in found.period.days]
    first = found.period.days[0] - timedelta(days=7)
    before = [
        at
        for at, day in zip(moments, local, strict=True)
        if first <= day < found.period.days[0] and _hour(at) < NOW - timedelta(days=7)
    ]
    assert found.before.total == len(before) > 0


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def test_an_hour_across_midnight_stands_with_the_day_it_begins_in(northwind: Organization) -> None:
    midnight = datetime(2026, 6, 14, 18, 30, tzinfo=UTC)  # of the 15th in Kolkata
    fill(northwind, [made(1, midnight + timedelta(minutes=5)), made(2, midnight - timedelta(1))])
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        found = overview.read(northwind, days=7, is_test=False)
    assert found.period.has_odd_hours
    days = dict(zip(found.period.days, found.days, strict=True))
    assert days[date(2026, 6, 14)].total == 1
    assert sum(counts.total for counts in found.days) == 2


def test_days_of_a_changing_clock_are_whole(northwind: Organization) -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")), time_machine.travel("2026-03-30T12:00:00Z"):
        hours = [datetime(2026, 3, 28, 22, 30, tzinfo=UTC) + timedelta(hours=n) for n in range(26)]
        fill(northwind, [made(number, at) for number, at in enumerate(hours)])
        found = overview.read(northwind, days=7, is_test=False)
    assert [counts.total for counts in found.days][-3:] == [1, 23, 2]


def test_the_numbers_are_those_of_a_count_by_hand(reader: Client, northwind: Organization) -> None:
    template(northwind)
    both = [{"goal": "location", "value": "San Jose"}, {"goal": "date", "value": "Friday"}]
    kinds: list[dict[str, Any]] = [
        {"status": "completed", "findings": both, "duration_seconds": 100},
        {"status": "completed", "findings": both[:1], "duration_seconds": 200},
        {"status": "failed", "findings": [], "duration_seconds": 300},
        {"status": "joined", "findings": both, "duration_seconds": None},
        {"status": "created", "duration_seconds": None},
        {"status": "completed", "is_test": True},
    ]
    fill(
        northwind,
        [made(n, NOW - timedelta(hours=n), template_id="tpl_1", **k) for n, k in enumerate(kinds)],
    )
    figures = re.findall(r'<dd class="figure">(?:<a[^>]*>)?([^<]+)', text(reader))
    assert figures[0] == "5"
    assert figures[1] == "67 %"
    assert re.fullmatch(r"≈ 3:[12]\d", figures[2])
    assert figures[3] == "50 %"
    assert re.findall(r'<dd class="figure">(?:<a[^>]*>)?([^<]+)', text(reader, "?test=1"))[0] == "1"


def test_bars_and_numbers_lead_to_the_list_of_that_day(
    reader: Client, northwind: Organization
) -> None:
    fill(
        northwind,
        [
            made(1, NOW),
            made(2, NOW - timedelta(days=3), status="failed"),
            made(3, NOW - timedelta(days=3)),
        ],
    )
    page = text(reader, "?range=7d").replace("&amp;", "&")
    day = "since=2026-06-13&until=2026-06-13"
    for query, rows in ((day, 2), (f"status=failed&{day}", 1), (f"status=completed&{day}", 1)):
        link = f"/o/northwind/conversations/?{query}"
        assert page.count(f'href="{link}"') == 2, "once in the chart and once in its table"
        assert reader.get(link).content.decode().count('class="who"') == rows
    assert "style=" not in page


def test_live_counts_only_who_is_talking_now(northwind: Organization) -> None:
    joined: dict[str, Any] = {"status": "joined", "duration_seconds": None}
    save(
        northwind,
        [
            made(1, NOW, **{**joined, "started_at": NOW - timedelta(minutes=5)}),
            made(2, NOW, **{**joined, "started_at": NOW - timedelta(hours=13)}),
            made(3, NOW, **{**joined, "started_at": NOW, "transcript": []}),
            made(4, NOW, started_at=NOW),
            made(5, NOW, **{**joined, "started_at": NOW, "is_test": True}),
        ],
    )
    assert overview.count_live(northwind, is_test=False) == 1


def test_templates_used_most_come_first(reader: Client, northwind: Organization) -> None:
    for name in ("tpl_a", "tpl_b"):
        template(northwind, name, name=f"The {name}")
    used = ["tpl_a", "tpl_b", "tpl_b", None]
    fill(northwind, [made(n, NOW, template_id=name) for n, name in enumerate(used)])
    page = text(reader)
    assert re.findall(r'class="bars-name"[^>]*>([^<]+)', page) == ["The tpl_b", "The tpl_a"]


def test_another_organisation_s_numbers_are_not_there(
    reader: Client, northwind: Organization, other_org: Organization
) -> None:
    template(other_org, "tpl_theirs", name="Their secret plan")
    fill(other_org, [made(1, NOW, template_id="tpl_theirs")])
    page = text(reader)
    assert "Nothing to count yet" in page
    assert "Their secret plan" not in page


def test_as_many_queries_for_one_conversation_as_for_many(
    reader: Client,
    northwind: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    text(reader)  # The first request of a session writes it.
    counts = set()
    for number in range(1, 4):
        template(northwind, f"tpl_{number}", name=f"Template {number}")
        at = NOW - timedelta(days=number)
        fill(northwind, [made(number, at, template_id=f"tpl_{number}")])
        with django_assert_max_num_queries(10) as captured:
            assert text(reader).count('class="who"') == number
        counts.add(len(captured.captured_queries))
    assert len(counts) == 1, counts


@pytest.mark.parametrize("query", ["", "?range=7d", "?range=90d", "?range=odd", "?test=1"])
def test_an_organisation_without_conversations_is_told_what_comes(
    reader: Client, query: str
) -> None:
    page = text(reader, query)
    assert ("No test conversations yet" if "test" in query else "Nothing to count yet") in page


def test_days_without_any_say_so(reader: Client, northwind: Organization) -> None:
    fill(northwind, [made(1, NOW - timedelta(days=300))])
    assert "No conversations in these days" in text(reader)


def test_home_leads_to_it(reader: Client) -> None:
    assert reader.get("/o/northwind/")["Location"] == PAGE


@given(st.lists(st.integers(10, 8_000), min_size=1, max_size=40))
def test_the_median_is_right_to_a_twentieth(seconds: list[int]) -> None:
    buckets = [0] * (len(LENGTH_EDGES) + 1)
    for value in seconds:
        buckets[sum(edge <= value for edge in LENGTH_EDGES)] += 1
    found = median_length(buckets)
    assert found is not None
    true = sorted(seconds)[(len(seconds) - 1) // 2]
    assert found == pytest.approx(true, rel=0.051)
    if len(seconds) % 2:
        assert true == median(seconds)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(None, "—"), (0, "0 %"), (1, "100 %"), (0.999, "99 %"), (0.001, "1 %"), (0.5, "50 %")],
)
def test_only_all_is_a_hundred_and_only_none_is_zero(rate: float | None, words: str) -> None:
    assert share(rate) == words


def test_changes_are_told_in_words() -> None:
    assert change_of(57, 26) == "▲ 119 %"
    assert change_of(9, 10) == "▼ 10 %"
    assert change_of(10, 10) == "as before"
    assert change_of(10, 0) == "nothing before to compare with"
    assert change_of(0, 0) == ""
    assert tile_change(0.8, 0.79) == ("▲ 1 point", "good")
    assert tile_change(0.5, 0.8) == ("▼ 30 points", "bad")
    assert tile_change(0.5, None) == ("nothing before to compare with", "")
