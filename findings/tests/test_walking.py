"""How the pages of a selection are asked of the database."""

import pytest
from django.db import connection

from findings.tests.making import dinners, ids
from orgs.models import Organization


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ("", True),
        ("where=city:is:Lisbon&where=city:is:Oslo&where=people:is:2", True),
        ("where=people:min:2", False),
        ("where=city:is:Lisbon&where=people:not:4", False),
        ("where=city:is:Lisbon&status=completed", False),
        ("version=1", False),
    ],
)
def test_only_what_one_plan_is_best_for_is_kept_prepared(
    query: str, is_kept: bool, northwind: Organization
) -> None:
    dinners(northwind)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        for _ in range(4):
            assert ids(northwind, query)
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements"
            " WHERE statement LIKE 'SELECT c.id, c.public_id%' OR statement LIKE '%) found ORDER%'"
        )
        assert cursor.fetchone() == (int(is_kept),)
