"""Whatever a chart tells the number of leads to just so many conversations."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.domain import refresh_rollups
from conversations.models import Finding
from findings.forms import SelectionForm
from findings.present import words
from findings.present.charts import charts
from findings.present.goal import goal_panel
from findings.queries.explored import Explored, Goal
from findings.queries.facets import facets_of
from findings.queries.selection import Selection
from findings.queries.table import fetch
from findings.tests.making import opened, selection
from intake.tests.making import record, save, template
from orgs.models import Organization
from web.keys import value_key

pytestmark = pytest.mark.django_db

GOALS: list[dict[str, Any]] = [
    {"id": "city", "type": "category", "allowed_values": ["Lisbon", "San José", "Straße", ""]},
    {"id": "kind", "type": "category"},
    {"id": "wishes", "type": "list", "allowed_values": ["A window", "Café  au lait", "Ж"]},
    {"id": "people", "type": "number"},
    {"id": "rate", "type": "number"},
    {"id": "day", "type": "date"},
    {"id": "outdoors", "type": "boolean"},
    {"id": "said", "type": "text"},
]
LONG = "long " * 50
VALUES: dict[str, list[Any]] = {
    "city": ["Lisbon", "lisbon", "San Jose", "STRASSE", "Oslo", "", None, LONG, "a, b", "100 ㎒"],
    "kind": ["x", "X", "y", "x y", "x  y", "50%", "_", "\\", "a:b", 3, True, LONG, f"{LONG}x", " "],
    "wishes": [
        ["a window", "Quiet"], ["window"], ["A Window", "a window"], ["café au lait"],
        ["Cafe au lait"], ["ж"], ["Ж", "ß"], ["ss"], [LONG, "quiet"],
        [*map(str, range(30)), "last " * 30, "last"], ["last", None, ""],
        [], "a window", ["50%", "_", "a, b"], ["a", "b"], [1, True, {"a": 1}], ["100 ㎒", "MHz"],
        ["x\u00a0y", "x \ty"], ["\u0308 mark"], {"a": 1},
    ],
    "people": [1, 2, 2.5, "3", 2.9999999999, 5, 11, -1, "many", None],
    "rate": [0.1, 0.25, 1, 12.5, 100, 1000, 99999999999999999999, "1,200.5", 7.0000000001],
    "day": ["2026-05-03", "2026-05-04T23:30:00-05:00", "2026-06-20", "2027-01-01", "soon"],
    "outdoors": [True, False, "yes", None],
    "said": ["hello", "", "hello there", LONG],
}  # fmt: skip
START = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)


class Told(NamedTuple):
    """Something of a chart with a link: what it is, how many it tells, where it leads."""

    what: str
    number: int
    href: str


def meals(organization: Organization) -> None:
    template(
        organization,
        "tpl_meal",
        name="Meal",
        goals=GOALS,
        criteria=[{"id": "polite"}, {"id": "on time"}],
    )
    save(organization, [
        record(
            f"iv_{number}", template_id="tpl_meal", transcript=[],
            created_at=START + timedelta(hours=9 * number),
            findings=[
                {"goal": goal, "value": values[(number * step) % len(values)]}
                for step, (goal, values) in enumerate(VALUES.items(), 1) if (number + step) % 7
            ] + ([{"goal": "colour", "value": ["blue", "Red"][number % 2]}] if number % 3 else []),
            criteria=[
                {"criterion": name, "passed": (True, False, None)[(number * step) % 3]}
                for step, name in enumerate(("polite", "on time"), 1) if number % 5
            ],
        )
        for number in range(44)
    ])  # fmt: skip
    refresh_rollups(organization.pk)


def told_of(organization: Organization, chosen: Selection) -> Iterator[Told]:
    """Yield all that the strip and every goal's panel tell and lead to."""
    known = opened(organization, chosen)
    goals, criteria = list(known.goals), ["polite", "on time"]
    counted, other = facets_of(organization.pk, known, chosen, goals, criteria)
    strip = charts("northwind", known, chosen, goals, counted, other)
    for goal in goals:
        yield from _of_goal(organization, known, chosen, goal)
    for chart in strip.goals:
        for bar in chart.bars:
            if not bar.is_chosen and bar.told != "add":
                yield Told(f"{chart.goal.id} {bar.text}, in short", int(bar.told), bar.href)
    for line in strip.compared:
        for told, href in (line.own, line.other):
            yield Told(f"{line.name} compared", part(told) if href else 0, href)
    for criterion in strip.criteria:
        yield Told(f"{criterion.name} passed", part(f"({criterion.told})"), criterion.passed_href)
        yield Told(f"{criterion.name} failed", int(criterion.failed), criterion.failed_href)
        for slot in criterion.times:
            yield Told(f"{criterion.name} in {slot.text}", part(slot.told), slot.href)


def _of_goal(
    organization: Organization, known: Explored, chosen: Selection, goal: Goal
) -> Iterator[Told]:
    counted, other = facets_of(organization.pk, known, chosen, [goal], [], over_time=True)
    panel = goal_panel("northwind", known, chosen, goal, counted, other)
    yield Told(f"{goal.id} met", int(panel.chart.met), panel.chart.met_href)
    for bar in panel.chart.bars:
        if not bar.is_chosen and bar.told != "add":
            yield Told(f"{goal.id} {bar.text}", int(bar.told), bar.href)
    for slot in (*panel.chart.columns, *panel.chart.times):
        yield Told(f"{goal.id} {slot.text}", part(slot.told), slot.href)
    for column in panel.over.columns if panel.over else ():
        for told, href in (*((block.told, block.href) for block in column.blocks), *column.cells):
            if href:
                yield Told(f"{goal.id} {told} in {column.text}", part(told), href)


def part(told: str) -> int:
    """Return the number in `12`, `30% (12 of 40)` or `Lisbon: 30% (12)`."""
    found = re.findall(r"\((\d+)(?: of \d+)?\)", told)
    return int(found[-1] if found else told)


def led_to(organization: Organization, href: str) -> int:
    """Return how many conversations the table shows there."""
    form = SelectionForm(QueryDict(urlsplit(href).query))
    assert form.is_valid(), form.errors
    chosen = form.selection()
    rows = fetch(organization.pk, opened(organization, chosen), chosen, None, "older", 100)
    return len(rows)


def holds(organization: Organization, chosen: Selection) -> int:
    """Hold every number against what its link shows; return how many had one."""
    followed = 0
    for what, count, href in told_of(organization, chosen):
        if href:
            assert led_to(organization, href) == count, (what, href)
            followed += 1
    return followed


ASKED = [
    "where=city:is:lisbon", "where=city:is:Oslo", "where=city:not:Lisbon", "where=kind:contains:x",
    "where=wishes:has:a window", "where=wishes:has:QUIET", "where=people:min:2",
    "where=city:is:lisbon&where=city:is:Oslo", "where=people:max:5",
    "where=people:below:2.5", "where=rate:min:0.2", "where=day:since:2026-05-04",
    "where=day:until:2026-06-20", "where=outdoors:is:true", "where=polite:judged:passed",
    "where=said:empty:", "where=colour:filled:", "since=2026-05-03", "until=2026-05-06",
    "shorter=10", "against=1", "sort=asc:people", "sort=desc:city", "version=1", "utc=1", "q=hello",
]  # fmt: skip


def test_with_nothing_asked_every_number_leads_to_so_many(northwind: Organization) -> None:
    meals(northwind)
    assert holds(northwind, selection("", "tpl_meal")) > 150
    with timezone.override(ZoneInfo("America/New_York")):
        assert holds(northwind, selection("", "tpl_meal")) > 150


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=3, unique=True), st.booleans())
def _every_selection(northwind: Organization, asked: list[str], is_far: bool) -> None:
    if len({each.partition("=")[0] for each in asked if "where" not in each}) < len(
        [each for each in asked if "where" not in each]
    ):
        return
    with timezone.override(ZoneInfo("Asia/Tokyo" if is_far else "UTC")):
        holds(northwind, selection("&".join(asked), "tpl_meal"))


def test_what_has_no_bar_of_its_own_is_counted_and_led_to_as_well(northwind: Organization) -> None:
    goals = [{"id": "kind", "type": "category"}, {"id": "size", "type": "category"}]
    template(northwind, "tpl_meal", name="Meal", goals=goals)
    save(northwind, [
        record(f"iv_{number}", template_id="tpl_meal", transcript=[], findings=[
            {"goal": "kind", "value": f"Kind {number % 45}"},
            {"goal": "size", "value": f"Größe {number % 7}"},
        ]) for number in range(60)
    ])  # fmt: skip
    refresh_rollups(northwind.pk)
    for narrowed in ("", "where=kind:filled:&where=size:filled:&where=size:not:Größe 6"):
        chosen = selection(narrowed, "tpl_meal")
        known = opened(northwind, chosen)
        counted, _ = facets_of(northwind.pk, known, chosen, known.goals, [])
        strip = charts("northwind", known, chosen, known.goals, counted, None)
        total = sum(counted.times.values())
        for chart in strip.goals:
            assert len(chart.bars) == 5 and chart.bars[-1].text == "other values"
            assert sum(bar.number for bar in chart.bars) == total
            assert led_to(northwind, chart.bars[-1].href) == chart.bars[-1].number > 0
        panel = goal_panel("northwind", known, chosen, known.goal("kind"), counted, None)
        rest = panel.chart.bars[-1]
        assert rest.text == "other values" and led_to(northwind, rest.href) == rest.number > 0
        assert "other values" not in [option.text for option in panel.values]
    assert words.chips(selection("where=kind:not:a&where=kind:not:b", "tpl_meal"))[0][0] == (
        "kind is none of a, b"
    )


def test_named_values_are_counted_however_few_have_them(northwind: Organization) -> None:
    meals(northwind)
    many = [f"{number:03}" for number in range(150)]
    for was, value in ((["ж"], ["ж", *many]), (["Ж", "ß"], many)):
        found = Finding.objects.filter(goal="wishes", value=was)
        assert found.update(value=value, value_key=value_key(value))
    chosen = selection("where=wishes:filled:", "tpl_meal")
    known = opened(northwind, chosen)
    [counted, _] = facets_of(northwind.pk, known, chosen, [known.goal("wishes")], [])
    having = led_to(northwind, "?template=tpl_meal&where=wishes:has:ж")
    assert counted.goals["wishes"].values["ж"] == having > 0


def test_items_that_are_no_texts_are_found_as_they_are_counted(northwind: Organization) -> None:
    meals(northwind)
    value = [{"name": "Ana", "age": 3}, ["a", "b"]]
    Finding.objects.filter(goal="wishes").update(value=value, value_key=value_key(value))
    told = Finding.objects.filter(goal="wishes").count()
    chosen = selection("", "tpl_meal")
    known = opened(northwind, chosen)
    [counted, _] = facets_of(northwind.pk, known, chosen, [known.goal("wishes")], [])
    bars = goal_panel("northwind", known, chosen, known.goal("wishes"), counted, None).chart.bars
    odd = [bar for bar in bars if bar.text[0] in "{["]
    assert [(bar.told, led_to(northwind, bar.href)) for bar in odd] == [(str(told), told)] * 2


def test_whatever_is_asked_every_number_leads_to_so_many(northwind: Organization) -> None:
    meals(northwind)
    _every_selection(northwind)


@pytest.mark.parametrize(
    "item", ["a window", "WINDOW", "cafe AU  lait", "last", "a", "Ж", "ß", "true"]
)
def test_an_item_is_asked_for_as_a_whole(northwind: Organization, item: str) -> None:
    meals(northwind)
    values = Finding.objects.filter(goal="wishes").values_list("value", flat=True)
    keys = [set(map(value_key, value)) for value in values if isinstance(value, list)]
    having = sum(value_key(item) in each for each in keys)
    assert having and led_to(northwind, f"?template=tpl_meal&where=wishes:has:{item}") == having
