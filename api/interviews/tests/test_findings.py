"""GET /v1/findings: the findings page's parameters, and what is wrong with one by its name."""

import pytest

from api.gate.tests.keys import ApiClient, api, api_of, problem
from findings.tests.making import dinners
from orgs.models import Organization

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

CALL = "/v1/findings?template=tpl_dinner"


def test_it_is_narrowed_and_ordered_as_the_table_is(
    api: ApiClient, northwind: Organization
) -> None:
    dinners(northwind)
    for query, ids in (
        ("&where=city:is:lisbon", ["iv_3", "iv_0"]),
        ("&where=people:min:3&sort=asc:people", ["iv_1", "iv_3"]),
        ("&where=city:empty:declined", ["iv_4"]),
        ("&where=polite:judged:failed", ["iv_5", "iv_1"]),
        ("&status=abandoned", ["iv_5"]),
    ):
        items = api.get(f"{CALL}{query}").json()["items"]
        assert [item["interview_id"] for item in items] == ids, query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=bogus", "status"),
        ("status=failed&status=bogus", "status"),
        ("col=goal.city&col=city", "col"),
        ("where=city:like:x", "where"),
        ("sort=city", "sort"),
        ("since=2026-13-01", "since"),
        ("version=0", "version"),
        ("colour=blue", "colour"),
    ],
)
def test_what_is_wrong_is_named(api: ApiClient, query: str, field: str) -> None:
    told = problem(api.get(f"{CALL}&{query}"), 400)
    assert told["field"] == field and field in told["message"]
