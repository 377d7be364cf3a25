"""A POST that is sent again with its Idempotency-Key is answered again, and not done again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.gate.models import SavedAnswer
from api.gate.tasks import forget_old_answers
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, make_key, problem
from conversations.models import Template
from orgs.models import Organization
from orgs.scopes import Scope

__all__ = ["api", "api_of"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("api.gate.tests.urls")]


def post(api: ApiClient, key: str = "order 1", **body: Any) -> Any:
    return api.send("/v1/notes", {"text": "a", **body}, Idempotency_Key=key)


def test_the_same_request_again_gets_the_same_answer(api: ApiClient) -> None:
    first, again = post(api), post(api)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again["Content-Type"] == "application/json"
    assert Template.objects.count() == 1
    assert post(api, "order 2").json() != first.json()
    saved = SavedAnswer.objects.get(key="order 1")
    assert saved.about == [first.json()["id"]]


def test_another_request_under_a_known_key_is_a_conflict(api: ApiClient) -> None:
    post(api)
    error = problem(post(api, text="b"), 409)
    assert error["field"] == "Idempotency-Key"
    assert "order 1" in error["message"]
    assert Template.objects.count() == 1


def test_keys_are_an_organisation_s_own_and_a_mode_s(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    answers = [post(c) for c in (api, api_of(northwind, is_test=True), api_of(other_org))]
    assert len({answer.json()["id"] for answer in answers}) == 3
    assert post(api_of(northwind)).content == answers[0].content, "a rotated key's repeat"
    assert problem(post(api_of(northwind, Scope.PERSONS_READ)), 403)


@pytest.mark.parametrize("key", ["", "a" * 256, "naïve", "tab\tbed"])
def test_a_key_is_short_and_printable(api: ApiClient, key: str) -> None:
    assert problem(post(api, key), 400)["field"] == "Idempotency-Key"


@pytest.mark.parametrize(("fail", "status"), [("refused", 409), ("broken", 500)])
def test_an_error_is_not_kept(api: ApiClient, fail: str, status: int) -> None:
    assert post(api, fail=fail).status_code == status
    assert SavedAnswer.objects.count() == 0
    assert post(api).status_code == 201


def test_answers_are_kept_for_a_day(api: ApiClient) -> None:
    first = post(api)
    SavedAnswer.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert post(api).content == first.content
    SavedAnswer.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert post(api, text="b").json() != first.json()
    assert SavedAnswer.objects.count() == 1
    post(api, "order 2")
    SavedAnswer.objects.filter(key="order 1").update(created_at=timezone.now() - timedelta(days=2))
    forget_old_answers()
    assert [saved.key for saved in SavedAnswer.objects.all()] == ["order 2"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_done_once(northwind: Organization) -> None:
    secret = make_key(northwind)
    start = Barrier(4)

    def ask(_: int) -> Any:
        start.wait()
        try:
            return post(ApiClient(secret))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 3
    assert Template.objects.count() == 1
