"""Which conversations a selection has, held against the same question asked of each in Python."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.filters import ConversationFilters
from conversations.models import Conversation, Decided
from conversations.queries.emptiness import Course, why_empty
from findings.queries import walking
from findings.queries.conditions import Condition, Op
from findings.queries.facets import facets_of
from findings.queries.kept import keep, reading
from findings.tests.making import GOALS, SAID, dinners, ids, opened, rows, selection
from intake.domain import Decision, decide_finding
from intake.tests.making import conversation, template
from orgs.models import Organization
from persons.models import Person
from web.keys import value_key
from web.keyset import Place

ANSWERS = ["lisbon", "LISBON", "San Jose", "Oslo", "2", "12", "blue", "true", "Nowhere"]
NUMBERS, DAYS = ["2", "2.5", "4", "100", "-1"], ["2026-06-20", "2026-06-21", "1999-01-01"]
SUBJECTS = [*(goal["id"] for goal in GOALS), "colour", "unknown"]


def conditions() -> st.SearchStrategy[Condition]:
    def of(op: Op, values: list[str]) -> st.SearchStrategy[Condition]:
        return st.builds(Condition, st.sampled_from(SUBJECTS), st.just(op), st.sampled_from(values))

    return st.one_of(
        of(Op.IS, ANSWERS),
        of(Op.NOT, ANSWERS),
        of(Op.CONTAINS, ["window", "10%", "_", "l", "nothing of it"]),
        of(Op.HAS, ["a window", "l"]),
        of(Op.MIN, NUMBERS),
        of(Op.MAX, NUMBERS),
        of(Op.BELOW, NUMBERS),
        of(Op.SINCE, DAYS),
        of(Op.UNTIL, DAYS),
        of(Op.FILLED, [""]),
        of(
            Op.EMPTY, ["", "declined", "not_reached", "passed_over", "left", "no_value", "rejected"]
        ),
    )


def passes(number: int, asked: list[Condition]) -> bool:
    """Whether conversation `number` is in a selection of these conditions."""
    alternatives: dict[str, list[bool]] = {}
    for each in asked:
        if each.op == Op.IS:
            alternatives.setdefault(each.subject, []).append(holds(number, each))
    others = [holds(number, each) for each in asked if each.op != Op.IS]
    return all(others) and all(any(found) for found in alternatives.values())


def holds(number: int, asked: Condition) -> bool:
    found = SAID[number]
    value = found.get(asked.subject)
    if asked.op == Op.EMPTY:
        return value is None and (not asked.value or why(number, asked.subject) == asked.value)
    if value is None:
        return False
    compared: dict[Op, Callable[[], bool]] = {
        Op.IS: lambda: value_key(value) == value_key(asked.value),
        Op.NOT: lambda: value_key(value) != value_key(asked.value),
        Op.CONTAINS: lambda: value_key(asked.value) in value_key(value),
        Op.MIN: lambda: is_number(value) and value >= float(asked.value),
        Op.MAX: lambda: is_number(value) and value <= float(asked.value),
        Op.BELOW: lambda: is_number(value) and value < float(asked.value),
        Op.HAS: lambda: isinstance(value, list),
        Op.SINCE: lambda: asked.subject == "day" and day(value) >= day(asked.value),
        Op.UNTIL: lambda: asked.subject == "day" and day(value) <= day(asked.value),
        Op.FILLED: lambda: True,
    }
    return compared[asked.op]()


def why(number: int, goal: str) -> str:
    if goal in SAID[number]:
        return "no_value"
    order = [each["id"] for each in GOALS]
    if goal not in order:
        return ""
    behind = order[order.index(goal) + 1 :]
    course = Course(
        {"city": "declined"} if number == 4 else {}, "abandoned" if number == 5 else "completed", 4
    )
    return why_empty(course, goal, is_before_last_met=any(each in SAID[number] for each in behind))


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def dinner(northwind: Organization) -> Organization:
    dinners(northwind)
    return northwind


@pytest.fixture(params=["few", "many"])
def told_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything read as where few have what is asked, and as where many have it."""
    if request.param == "many":
        monkeypatch.setattr(walking, "_FEW", 0)
        monkeypatch.setattr(walking, "_COSTS", 0)


@pytest.mark.usefixtures("told_many")
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=st.lists(conditions(), max_size=4))
def test_a_selection_has_exactly_the_conversations_that_pass(
    asked: list[Condition], dinner: Organization
) -> None:
    expected = [f"iv_{number}" for number in reversed(range(len(SAID))) if passes(number, asked)]
    query = urlencode([("where", str(each)) for each in asked])
    assert ids(dinner, query) == expected
    person = Person.objects.get(organization=dinner)
    assert ids(dinner, f"{query}&person={person.public_id}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=asc:people", ["iv_0", "iv_2", "iv_4", "iv_1", "iv_3"]),
        ("sort=desc:people", ["iv_3", "iv_1", "iv_4", "iv_2", "iv_0"]),
        ("sort=asc:city", ["iv_0", "iv_3", "iv_1", "iv_2"]),
        ("sort=desc:day", ["iv_1", "iv_0"]),
        ("sort=asc:people&where=city:is:Lisbon&where=people:max:10", ["iv_0"]),
        ("sort=asc:unknown", []),
    ],
)
def test_a_goal_sorts_those_that_have_it(
    query: str, expected: list[str], dinner: Organization
) -> None:
    assert ids(dinner, query) == expected


@pytest.mark.usefixtures("told_many")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort=asc:people",
        "sort=desc:city",
        "where=people:is:2",
        "where=people:min:2",
        "where=city:is:Lisbon&where=city:is:Oslo&where=city:is:LISBON",
        "where=city:is:Lisbon&where=city:is:Oslo&where=people:is:2&where=people:is:4",
    ],
)
def test_pages_meet_without_a_gap_in_both_directions(query: str, dinner: Organization) -> None:
    everything = rows(dinner, query)
    for index, row in enumerate(everything):
        place = Place(row.created_at, row.id)
        assert rows(dinner, query, place=place) == everything[index + 1 :]
        assert rows(dinner, query, place=place, direction="newer") == everything[:index][::-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("where=polite:judged:passed", ["iv_4", "iv_2"]),
        ("where=polite:judged:failed", ["iv_5", "iv_1"]),
        ("where=polite:judged:unknown", []),
        ("where=city:evidence:none", ["iv_3", "iv_1", "iv_0"]),
        ("where=city:evidence:located", ["iv_2"]),
        ("where=*:evidence:given", []),
        ("where=*:evidence:unsupported", []),
        ("status=abandoned&where=city:empty:", ["iv_5"]),
        ("version=1&where=outdoors:is:true", ["iv_0"]),
        ("version=7", []),
    ],
)
def test_evidence_criteria_versions_and_the_lists_own_filters(
    query: str, expected: list[str], dinner: Organization
) -> None:
    assert ids(dinner, query) == expected


def test_what_people_said_of_findings_narrows(dinner: Organization) -> None:
    first, second, third = (Conversation.objects.get(public_id=f"iv_{n}") for n in (0, 1, 2))
    for each, kind, value in (
        (first, Decided.CORRECTED, "Porto"),
        (second, Decided.REJECTED, None),
        (third, Decided.ACCEPTED, None),
    ):
        decide_finding(dinner.pk, each.pk, "city", Decision(kind, value=value))
    assert ids(dinner, "where=city:reviewed:corrected") == ["iv_0"]
    assert ids(dinner, "where=city:reviewed:rejected") == ["iv_1"]
    assert ids(dinner, "where=city:reviewed:accepted") == ["iv_2"]
    assert ids(dinner, "where=city:reviewed:none") == ["iv_3"]
    assert ids(dinner, "where=people:reviewed:corrected") == []
    assert ids(dinner, "where=*:reviewed:corrected&where=city:is:Porto") == ["iv_0"]
    assert ids(dinner, "where=city:empty:rejected") == ["iv_1"]
    assert ids(dinner, "where=wishes:empty:no_value") == ["iv_4"]


def test_words_narrow_a_selection_as_they_do_the_list(dinner: Organization) -> None:
    assert ids(dinner, "q=lisbon") == ["iv_3", "iv_0"]
    assert ids(dinner, "q=lisbon&where=people:min:5") == ["iv_3"]
    assert ids(dinner, "q=%21%21") == []


def test_others_and_test_conversations_stay_apart(
    dinner: Organization, other_org: Organization
) -> None:
    dinners(other_org)
    conversation(
        dinner, "iv_test", template_id="tpl_dinner", is_test=True,
        findings=[{"goal": "city", "value": "Oslo"}],
    )  # fmt: skip
    assert ids(dinner, "where=city:is:oslo") == ["iv_1"]
    assert ids(dinner, "where=city:is:oslo&test=1") == ["iv_test"]
    assert len(rows(dinner, "")) == len(SAID)


def test_what_is_kept_means_the_same_to_a_worker(dinner: Organization) -> None:
    told = {
        "q": "x y", "template": "tpl_dinner", "status": ("completed", "failed"),
        "since": date(2026, 5, 1), "until": date(2026, 5, 2), "person": "person_1",
        "findings": "yes", "frames": True, "longer": 1, "shorter": 9, "test": True,
        "archived": True, "utc": True,
    }  # fmt: skip
    assert {field.name for field in fields(ConversationFilters)} - told.keys() == {"range"}
    chosen = replace(
        selection("where=city:is:Oslo&version=1&against=2&col=goal.city&pin=goal.city&sort=asc:a"),
        filters=ConversationFilters(**told),  # type: ignore[arg-type]
    )
    with reading(dinner.pk, keep(chosen)) as read:
        assert read.selection == chosen
    with timezone.override(ZoneInfo("Etc/GMT+5")):  # it calls itself -05, which means east to SQL
        kept = keep(chosen)
        assert ConversationFilters().zone == "Etc/GMT+5"
    with reading(dinner.pk, kept) as read:
        assert str(timezone.get_current_timezone()) == "Etc/GMT+5"


def found_pairs() -> Iterator[str]:
    yield from ("where=a%2525%253Ab:is:x:y", "where=%2A:evidence:none&sort=desc:a:b&version=3")
    yield "against=2&col=goal.a&col=context.b&pin=goal.a&q=x&status=failed&where=a:filled:"


@pytest.mark.parametrize("query", [*found_pairs()])
def test_a_selection_reads_back_what_it_writes(query: str) -> None:
    chosen = selection(query)
    again = selection(urlencode([pair for pair in chosen.pairs() if pair[0] != "template"]))
    assert again == chosen
    assert again.scope == chosen.scope


def test_types_are_told_by_ones_own_values(
    northwind: Organization, other_org: Organization
) -> None:
    """Two organisations may have imported a template under one id."""
    for organization, value in ((northwind, 7), (other_org, "seven")):
        template(organization, "tpl_same", goals=[{"id": "how_many"}])
        conversation(
            organization, template_id="tpl_same", findings=[{"goal": "how_many", "value": value}]
        )
    chosen = selection("", "tpl_same")
    assert opened(northwind, chosen).goal("how_many").type == "number"
    assert opened(other_org, chosen).goal("how_many").type != "number"


def test_a_list_that_says_a_thing_twice_is_one_that_says_it(northwind: Organization) -> None:
    template(northwind, "tpl_same", goals=[{"id": "tools", "type": "list"}])
    for id, value in (("iv_1", ["Mail", "mail", "pen"]), ("iv_2", ["pen"])):
        conversation(
            northwind, id, template_id="tpl_same", findings=[{"goal": "tools", "value": value}]
        )
    chosen = selection("", "tpl_same")
    about = opened(northwind, chosen)
    counted, _ = facets_of(northwind.pk, about, chosen, [about.goal("tools")], [])
    assert counted.goals["tools"].values == {"pen": 2, "mail": 1}
