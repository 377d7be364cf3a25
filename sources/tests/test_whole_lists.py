"""Lists tell conversations whole to who asks: the same as one by one, in pages that end early."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.gate import lists
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of
from intake.domain import import_conversations
from orgs.models import Organization
from sources.tests.instances import LISTS, made, told

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

DIALECTS = sorted(LISTS)


def pages(api: ApiClient, dialect: str, query: str) -> list[list[dict[str, Any]]]:
    """Return the items of every page."""
    found, cursor = [], ""
    path, items, name = LISTS[dialect]
    while True:
        page = api.get(f"{path}?{query}{cursor}").json()
        found.append(page[items])
        pagination = page.get("pagination", page)
        assert pagination["has_more"] == (pagination["next_cursor"] is not None)
        if not pagination["has_more"]:
            return found
        cursor = f"&{name}={pagination['next_cursor']}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_whole_ones_are_told_as_their_own_addresses_tell_them(
    api: ApiClient, northwind: Organization, dialect: str
) -> None:
    import_conversations(northwind, made())
    one_by_one = told(api, dialect)
    [whole] = pages(api, dialect, "whole=true&limit=100")
    assert whole == list(one_by_one.values())
    [bare] = pages(api, dialect, "limit=100")
    assert [each["id"] for each in bare] == list(one_by_one)
    assert not any("transcript" in each for each in bare)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_pages_that_end_early_are_together_the_list(
    api: ApiClient, northwind: Organization, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_conversations(northwind, made())
    [whole] = pages(api, dialect, "whole&limit=100")
    monkeypatch.setattr(lists, "MOST_BYTES", 1500)
    monkeypatch.setattr(lists, "_TURNS_AT_ONCE", 3)
    cut = pages(api, dialect, "whole&limit=100")
    assert 1 < len(cut) < len(whole) and [each for page in cut for each in page] == whole
    monkeypatch.setattr(lists, "MOST_BYTES", 1)
    assert pages(api, dialect, "whole&limit=4") == [[each] for each in whole]


def test_they_end_early_on_the_way_back_too(
    api: ApiClient, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_conversations(northwind, made())
    monkeypatch.setattr(lists, "MOST_BYTES", 1)
    path = LISTS["backend"][0]
    there, query = [], "whole"
    while query:
        page = api.get(f"{path}?{query}").json()
        there += page["data"]
        after, last = page["pagination"]["next_cursor"], page
        query = f"whole&after={after}" if after else ""
    back, before = last["data"], last["pagination"]["prev_cursor"]
    while before:
        page = api.get(f"{path}?whole&before={before}").json()
        back, before = page["data"] + back, page["pagination"]["prev_cursor"]
    assert back == there and len(there) == len(made())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_or_many_make_no_difference(
    api: ApiClient, northwind: Organization, dialect: str
) -> None:
    records, counts = made(), []
    for some in (records[:1], records):
        import_conversations(northwind, some)
        api.get(f"{LISTS[dialect][0]}?whole")
        with CaptureQueriesContext(connection) as asked:
            assert api.get(f"{LISTS[dialect][0]}?whole").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nobody_elses_are_told(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient,
    dialect: str,
) -> None:  # fmt: skip
    import_conversations(northwind, made())
    for other in (api_of(other_org), api_of(northwind, is_test=True)):
        assert pages(other, dialect, "whole") == [[]]
    assert api.get(f"{LISTS[dialect][0]}?whole=perhaps").status_code == 400
