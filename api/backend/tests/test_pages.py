"""Pages of GET /v1/backend/conversations, both ways."""

from typing import Any

import pytest

from api.backend.tests.asking import ROOT, problem
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of
from conversations.models import Conversation
from intake.tests.making import conversation
from orgs.models import Organization
from web.ids import as_uuid

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def page(api: ApiClient, query: str) -> tuple[list[str], dict[str, Any]]:
    told = api.get(f"{ROOT}?limit=2{query}").json()
    return [item["id"] for item in told["data"]], told["pagination"]


def test_paging_goes_both_ways_while_conversations_arrive(
    api: ApiClient, northwind: Organization
) -> None:
    names = [as_uuid(f"iv_{number}") for number in range(9)]
    for number in range(5):
        conversation(northwind, f"iv_{number}", minute=number)
    first, top = page(api, "")
    assert first == [names[4], names[3]] and top["has_more"] and top["prev_cursor"] is None
    conversation(northwind, "iv_5", minute=5)
    second, middle = page(api, f"&after={top['next_cursor']}")
    conversation(northwind, "iv_6", minute=6)
    third, end = page(api, f"&after={middle['next_cursor']}")
    assert second + third == [names[2], names[1], names[0]]
    assert not end["has_more"] and end["next_cursor"] is None
    back, pagination = page(api, f"&before={end['prev_cursor']}")
    assert back == second and pagination["has_more"]
    back, pagination = page(api, f"&before={pagination['prev_cursor']}")
    assert back == first and pagination["has_more"]
    newest, pagination = page(api, f"&before={pagination['prev_cursor']}")
    assert newest == [names[6], names[5]] and pagination["prev_cursor"] is None
    assert page(api, f"&after={pagination['next_cursor']}")[0] == first


def test_nothing_newer_is_an_empty_page(api: ApiClient, northwind: Organization) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
    _, top = page(api, "")
    _, below = page(api, f"&after={top['next_cursor']}")
    Conversation.objects.exclude(public_id="iv_0").update(is_test=True)
    assert page(api, f"&before={below['prev_cursor']}") == (
        [],
        {"has_more": False, "next_cursor": None, "prev_cursor": None},
    )


def test_a_cursor_of_other_filters_or_another_key_is_refused(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}", minute=number)
    cursor = page(api, "&status=completed")[1]["next_cursor"]
    query = f"{ROOT}?status=completed&after={cursor}"
    assert api.get(query).status_code == 200
    problem(api.get(f"{ROOT}?after={cursor}"), 400)
    problem(api_of(northwind, is_test=True).get(query), 400)
    problem(api_of(other_org).get(query), 400)
