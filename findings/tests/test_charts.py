"""Two versions side by side, values over time, and why a criterion was judged as it was."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conversations.domain import refresh_rollups
from findings.queries import counted
from findings.tests.making import GOALS
from intake.tests.making import record, save, template
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db

BASE = "/o/northwind/findings/"
MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)


def lunches(organization: Organization, version: int, cities: str, passed: str) -> None:
    """Save a conversation a day: of which city (L, O or none), and how it was judged (p or f)."""
    goals = [*GOALS, {"id": f"only_in_{version}", "type": "text"}]
    template(organization, "tpl_lunch", name="Lunch", goals=goals, criteria=[{"id": "polite"}])
    names = {"L": "Lisbon", "O": "Oslo"}
    save(organization, [
        record(
            f"iv_{version}_{day}", template_id="tpl_lunch",
            created_at=MAY + timedelta(days=day), started_at=MAY + timedelta(days=day),
            ended_at=MAY + timedelta(days=day, minutes=2), transcript=[],
            findings=[{"goal": "city", "value": names[city]}, {"goal": "people", "value": day % 3}]
            if city in names else [],
            criteria=[{"criterion": "polite", "passed": judged == "p",
                       "reasoning": f"{'Kind' if judged == 'p' else 'Rude'} on day {day}."}],
        )
        for day, (city, judged) in enumerate(zip(cities, passed, strict=True))
    ])  # fmt: skip
    refresh_rollups(organization.pk)


@pytest.fixture
def client(client_of: ClientOf, analyst: User, northwind: Organization) -> Client:
    lunches(northwind, 1, "LLOO-", "ppppf")
    lunches(northwind, 2, "LOOOO", "pffff")
    return client_of(analyst)


def text(client: Client, path: str, query: str) -> str:
    response = client.get(f"{BASE}{path}?template=tpl_lunch&{query}")
    assert response.status_code == 200
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(page.replace("&nbsp;", " ").split())


def test_two_versions_stand_side_by_side(client: Client) -> None:
    for narrowed in ("", "&shorter=10"):  # by the rollups, and counted
        strip = text(client, "charts/", f"version=2&against=1{narrowed}")
        assert "Version 2 beside version 1" in strip
        assert "Conversations 5 5" in strip
        assert "city met 100% (5 of 5) 80% (4 of 5) +20" in strip
        assert "polite passed 20% (1 of 5) 80% (4 of 5) −60" in strip
        assert "20% / 80%" in strip  # beside the criterion's own chart
        people = text(client, "goal/", f"goal=people&version=2&against=1{narrowed}")
        assert "100% have a value, 5 ; 80% of version 1" in people
        assert re.search(r"\d+% \(\d\); version 1: \d+% \(\d\)", people)
        polite = text(client, "criterion/", f"criterion=polite&version=2&against=1{narrowed}")
        assert "passed, 1 of 5; 80% of version 1" in polite
        assert "0% (0 of 1); version 1: 100% (1 of 1)" in polite
    assert "beside" not in text(client, "charts/", "version=2")


def test_values_are_told_over_time(client: Client) -> None:
    for narrowed in ("", "&shorter=10"):
        panel = text(client, "goal/", f"goal=city&version=1{narrowed}")
        assert "Share of the values, by day" in panel
        assert "1 May 2026 100% (1) 0% (0)" in panel
        assert "3 May 2026 0% (0) 100% (1)" in panel
    assert "Share of the values" not in text(client, "goal/", "goal=people")


def test_a_criterion_tells_why_of_a_verdict_and_a_period(client: Client) -> None:
    panel = text(client, "criterion/", "criterion=polite&version=1")
    assert "Rude on day 4." in panel and "Kind" not in panel
    passed = text(client, "criterion/", "criterion=polite&version=1&verdict=passed")
    assert "Kind on day 3." in passed and "Rude" not in passed
    page: Any = client.get(f"{BASE}criterion/?template=tpl_lunch&criterion=polite&version=2")
    [href] = re.findall(r'hx-get="([^"]+since=2026-05-03[^"]*)"', page.content.decode())[:1]
    period = client.get(href.replace("&amp;", "&")).content.decode()
    assert "Rude on day 2." in period and "Rude on day 3." not in period
    assert "All periods" in period
    assert "None." in text(client, "criterion/", "criterion=polite&verdict=unknown")


def test_a_bar_that_is_chosen_leads_back(client: Client) -> None:
    page = client.get(f"{BASE}charts/?template=tpl_lunch&where=city:is:LISBON").content.decode()
    [bar] = re.findall(r'<li class="is-chosen"><a href="([^"]+)"', page)
    assert "where" not in bar
    assert "where=city%3Ais%3AOslo" in page  # as the goal words it


@pytest.mark.parametrize(
    "named",
    [None, [], ["Lisbon"], ["Lisbon", "Oslo", "Porto"]],
    ids=["dropped", "unnamed", "fewer", "more"],
)
def test_values_are_counted_once_whatever_each_version_names(
    client_of: ClientOf, analyst: User, northwind: Organization, named: list[str] | None
) -> None:
    lunches(northwind, 1, "LLLOOO--", "pppppppp")
    city = {"id": "city", "type": "category", "allowed_values": named}
    goals = [{"id": "people", "type": "number"}, *([city] if named is not None else [])]
    template(northwind, "tpl_lunch", name="Lunch", goals=goals)
    save(northwind, [
        record(f"iv_2_{number}", template_id="tpl_lunch", transcript=[],
               findings=[{"goal": "city", "value": value}])
        for number, value in enumerate(("Lisbon", "Oslo", "Oslo", "Porto"))
    ])  # fmt: skip
    refresh_rollups(northwind.pk)
    for narrowed in ("", "&longer=0"):  # by the rollups, and counted
        strip = text(client_of(analyst), "charts/", f"col=goal.city{narrowed}")
        for told in ("Lisbon 4", "Oslo 5", "Porto 1"):
            assert told in strip
        assert "other values" not in strip


def test_what_charts_counted_is_told_above_the_table_of_these_and_no_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(path: str, query: str, **headers: str) -> str:
        answer = client.get(f"{BASE}{path}?template=tpl_lunch&{query}", headers=headers)
        return answer.content.decode()

    def told(query: str) -> list[str]:
        """Return the ids of what the strip of a selection tells its size."""
        strip = page("charts/", query, **{"HX-Request": "true"})
        return re.findall(r'id="(size-[^"]+)" hx-swap-oob="true">10 conversations<', strip)

    for query in ("", "shorter=100"):
        assert [page("", query).count(f'id="{each}"') for each in told(query)] == [1, 1]
    assert not set(told("")) & set(told("shorter=100"))
    assert "hx-swap-oob" not in page("charts/", "")
    assert told("sort=asc:people") == []  # which has fewer than are counted
    monkeypatch.setattr(counted, "NEWEST", 10)
    assert told("shorter=100") == []
