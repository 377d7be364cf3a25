"""How often a key may ask, counted for all processes together."""

import pytest
from django.conf import settings
from django.core.cache import cache

from api.gate import limits
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from orgs.models import Organization

__all__ = ["api", "api_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("api.gate.tests.urls")]


def test_every_answer_tells_what_is_left_and_the_last_one_when_to_come_back(
    northwind: Organization, api_of: KeyClient
) -> None:
    api = api_of(northwind, requests_per_minute=2)
    first, second, third = (api.get("/v1/words") for _ in range(3))
    assert [r["RateLimit-Remaining"] for r in (first, second, third)] == ["1", "0", "0"]
    assert {r["RateLimit-Limit"] for r in (first, second, third)} == {"2"}
    assert 1 <= int(third["RateLimit-Reset"]) <= 60
    assert problem(third, 429)["code"] == "rate_limited"
    assert third["Retry-After"] == third["RateLimit-Reset"]
    assert api_of(northwind).get("/v1/words").status_code == 200, "each key has its own count"
    cache.clear()  # as the minute's end does
    assert api.get("/v1/words").status_code == 200


def test_errors_count_too(api: ApiClient) -> None:
    assert api.get("/v1/nowhere")["RateLimit-Remaining"] == "1199"
    assert api.send("/v1/notes", {})["RateLimit-Remaining"] == "1198"


def test_without_the_counting_server_requests_are_let_through(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", "redis://127.0.0.1:1/0")
    limits._counter.cache_clear()
    try:
        responses = [api.get("/v1/words") for _ in range(3)]
    finally:
        limits._counter.cache_clear()
    assert {response.status_code for response in responses} == {200}
    assert not any("RateLimit-Limit" in response for response in responses)
    assert caplog.text.count("not counted") == 1
