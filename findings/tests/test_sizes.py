"""How many conversations a selection is told to have where they are not counted one by one."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection

from conversations.domain import refresh_rollups
from findings.queries import sizing
from findings.queries.sizing import about
from findings.tests.making import dinners, opened, selection
from orgs.models import Organization
from web import sizes

pytestmark = pytest.mark.django_db


def rolled_up_dinners(organization: Organization) -> None:
    dinners(organization)
    refresh_rollups(organization.pk)


def told(organization: Organization, query: str) -> tuple[int, bool]:
    """Return how many a selection is told to have, and whether that is exact."""
    chosen = selection(query)
    return about(organization.pk, opened(organization, chosen), chosen)


@pytest.fixture
def nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "COUNTED", 0)


@pytest.mark.usefixtures("nothing_is_counted")
@pytest.mark.parametrize(
    ("query", "there_are"),
    [
        ("", 6),
        ("where=city:is:Lisbon", 2),
        ("where=city:is:Lisbon&where=city:is:Oslo", 3),
        ("where=city:not:Lisbon", 2),
        ("where=people:min:3&where=people:max:12", 2),
        ("where=people:filled:", 5),
        ("where=people:empty:", 1),
        ("sort=desc:people", 5),
        ("sort=desc:people&where=people:min:3", 2),
        ("where=city:is:Lisbon&where=people:min:3", 1),  # a third of a third
    ],
)
def test_an_estimate_knows_how_many_have_each_value(
    query: str, there_are: int, northwind: Organization
) -> None:
    rolled_up_dinners(northwind)
    assert told(northwind, query) == (there_are, False)


@pytest.mark.usefixtures("nothing_is_counted")
def test_what_is_counted_nowhere_is_the_share_that_the_planner_thinks(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_up_dinners(northwind)
    monkeypatch.setattr(
        sizes, "about_sql", lambda sql, _: (100 if "duration_seconds" in sql else 200, False)
    )
    assert told(northwind, "shorter=5&where=people:filled:") == (2, False)  # half of five


@pytest.mark.usefixtures("nothing_is_counted")
def test_of_what_very_many_have_the_planner_s_share_of_all_with_a_value_is_told(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled_up_dinners(northwind)
    monkeypatch.setattr(sizing, "_COUNTED", 1)

    def planner(_: str, params: Sequence[object]) -> tuple[int, bool]:
        return (300 if Decimal(4) in params else 500), False

    monkeypatch.setattr(sizes, "about_sql", planner)
    assert told(northwind, "where=people:min:4") == (3, False)  # of five numbers


def test_without_rollups_it_is_never_of_more_than_there_are(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    dinners(northwind)
    monkeypatch.setattr(
        sizes, "about_sql", lambda sql, _: (90_000 if "finding" in sql else 5_000, False)
    )
    assert told(northwind, "where=city:not:Rome") == (5_000, False)


@pytest.mark.parametrize(("query", "there_are"), [("archived=1", 40_000), ("person=ana", 7_000)])
def test_an_estimate_of_what_the_list_leaves_out_is_not_held_to_the_list(
    query: str, there_are: int, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    dinners(northwind)

    def planner(sql: str, params: Sequence[object]) -> tuple[int, bool]:
        if "archived_at IS NULL" in sql:
            return 3, False
        return (40_000 if "archived_at IS NOT NULL" in sql else 7_000), False

    monkeypatch.setattr(sizes, "about_sql", planner)
    assert told(northwind, query) == (there_are, False)


def test_few_are_counted_as_they_are(northwind: Organization) -> None:
    dinners(northwind)
    for query, there_are in (("", 6), ("where=city:is:Lisbon", 2), ("sort=desc:people", 5)):
        assert told(northwind, query) == (there_are, True)


def test_the_planner_knows_what_belongs_together() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stxname::text, array_agg(attname::text ORDER BY attname) FROM pg_statistic_ext"
            " JOIN pg_attribute ON attrelid = stxrelid AND attnum = ANY(stxkeys)"
            " WHERE 'f' = ANY(stxkind) GROUP BY stxname ORDER BY stxname"
        )
        assert cursor.fetchall() == [
            ("conversation_templates", ["organization_id", "template_id"]),
            ("finding_values", ["goal", "template_id", "value_key"]),
        ]
