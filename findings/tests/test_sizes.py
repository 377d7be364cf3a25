"""How many conversations a selection is told to have where they are not counted one by one."""

from collections.abc import Sequence

import pytest
from django.db import connection

from findings.queries.table import about
from findings.tests.making import dinners, opened, selection
from orgs.models import Organization
from web import sizes

pytestmark = pytest.mark.django_db


def told(organization: Organization, query: str) -> tuple[int, bool]:
    """Return how many a selection is told to have, and whether that is exact."""
    chosen = selection(query)
    return about(organization.pk, opened(organization, chosen), chosen)


@pytest.mark.parametrize(
    ("query", "there_are"),
    [
        ("", 5_000),
        ("where=city:is:Lisbon", 800),
        ("where=city:not:Rome&where=people:not:99", 5_000),  # the planner's product is far off
        ("sort=desc:people", 3_000),  # most of those with a value have a number
        ("sort=desc:people&where=city:not:Rome", 5_000),
    ],
)
def test_an_estimate_is_of_all_that_may_be_in_it_and_never_of_more_than_there_are(
    query: str, there_are: int, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    dinners(northwind)

    def planner(sql: str, params: Sequence[object]) -> tuple[int, bool]:
        if "Rome" in str(params) or "rome" in str(params):
            return 90_000, False
        if "lisbon" in str(params).lower():
            return 800, False
        if "value_number IS NOT NULL" in sql:
            return 500, False
        return (3_000 if "conversations_finding" in sql else 5_000), False

    monkeypatch.setattr(sizes, "about_sql", planner)
    assert told(northwind, query) == (there_are, False)


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


def test_the_planner_knows_that_a_value_is_of_one_goal() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(attname::text ORDER BY attname) FROM pg_statistic_ext JOIN "
            "pg_attribute ON attrelid = stxrelid AND attnum = ANY(stxkeys) "
            "WHERE stxname = 'finding_values' AND 'f' = ANY(stxkind)"
        )
        assert cursor.fetchall() == [(["goal", "template_id", "value_key"],)]
