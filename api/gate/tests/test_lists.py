"""Pages of a list, and cursors that only lead on where they came from."""

import pytest

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from orgs.models import Organization

__all__ = ["api", "api_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("api.gate.tests.urls")]


def numbers(api: ApiClient, query: str) -> tuple[list[int], str]:
    page = api.get(f"/v1/words?{query}").json()
    assert page["has_more"] == (page["next_cursor"] is not None)
    return [item["number"] for item in page["items"]], page["next_cursor"]


def test_the_pages_together_are_the_list(api: ApiClient) -> None:
    first, cursor = numbers(api, "limit=4")
    second, cursor = numbers(api, f"limit=4&cursor={cursor}")
    third, cursor = numbers(api, f"limit=2&cursor={cursor}")
    assert first + second + third == list(range(9, -1, -1))
    assert cursor is None
    assert numbers(api, "") == (list(range(9, -1, -1)), None)


def test_a_cursor_of_another_list_is_refused(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    _, cursor = numbers(api, "limit=2&parity=even")
    assert numbers(api, f"parity=even&limit=3&cursor={cursor}")[0] == [4, 2, 0]
    mine = f"parity=even&cursor={cursor}"
    for client, query in [
        (api, f"cursor={cursor}"),
        (api, f"parity=odd&cursor={cursor}"),
        (api, "cursor="),
        (api, "cursor=%C3%A9"),
        (api, f"parity=even&cursor={cursor[:-2]}"),
        (api_of(northwind, is_test=True), mine),
        (api_of(other_org), mine),
    ]:
        assert problem(client.get(f"/v1/words?{query}"), 400)["field"] == "cursor"
