"""DELETE /api/v1/conversations/{id}: gone at once, for good soon, and told when."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.widgets import deleting
from api.widgets.answered import ErasureBegun
from api.widgets.shapes import read_conversation
from api.widgets.tests.asking import ID, ROOT, WIRE, listed
from conversations.models import Conversation, ToolCall, Turn, UsageRecord
from erasure.models import Erasure, State
from erasure.tests.making import worked
from intake.domain import import_conversations
from intake.tests.making import conversation, save
from orgs.models import Organization
from orgs.scopes import Scope
from outputs.tests.receiving import until

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_said_goes_and_what_was_charged_stays(
    api: ApiClient, northwind: Organization
) -> None:
    save(northwind, [read_conversation(WIRE)])
    response = api.delete(f"{ROOT}/{ID}")
    assert response.status_code == 202
    told = ErasureBegun.model_validate(response.json()).erasure
    assert response["Location"] == told.url == f"/v1/erasures/{told.id}"
    assert problem(api.get(f"{ROOT}/{ID}"), 404)["code"] == "not_found" and listed(api) == []
    problem(api.delete(f"{ROOT}/{ID}"), 404)
    assert api.get(told.url).json()["status"] == "running"
    assert worked(Erasure.objects.get(public_id=told.id)).state == State.DONE
    assert api.get(told.url).json()["status"] == "done"
    assert not Turn.objects.exists() and not ToolCall.objects.exists()
    assert not Conversation.objects.exists()
    usage = UsageRecord.objects.get()
    assert (usage.conversation_id, int(usage.quantity)) == (None, 127)
    [again] = import_conversations(northwind, [read_conversation(WIRE)])
    assert (again.result, again.reason) == ("refused", "was erased")


def test_whoever_waits_is_told_once_it_is_done(
    api: ApiClient, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "WAIT_SECONDS", 120)  # A busy machine is no failure.
    save(northwind, [read_conversation(WIRE)])

    def work() -> None:
        try:
            until(Erasure.objects.exists)
            worked(Erasure.objects.get())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        working = other.submit(work)
        response = api.delete(f"{ROOT}/{ID}?wait")
        working.result()
    assert (response.status_code, response.content) == (204, b"")
    assert Erasure.objects.get().state == State.DONE


def test_whoever_waits_in_vain_gets_the_job(
    api: ApiClient, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "WAIT_SECONDS", 0.2)
    save(northwind, [read_conversation(WIRE)])
    assert api.delete(f"{ROOT}/{ID}?wait=true").status_code == 202


def test_no_more_wait_than_leave_threads_for_everybody_else(
    api: ApiClient, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}")
    begun, looks = threading.Semaphore(0), threading.Event()

    def looked_for(erasure: Erasure) -> HttpResponse:
        begun.release()
        assert looks.wait(60)
        return HttpResponse(status=204)

    def delete(number: int) -> int:
        try:
            return api.delete(f"{ROOT}/iv_{number}?wait").status_code
        finally:
            connection.close()

    monkeypatch.setattr(deleting, "_looked_for", looked_for)
    with ThreadPoolExecutor(2) as others:
        waiting = [others.submit(delete, number) for number in range(2)]
        assert all(begun.acquire(timeout=60) for _ in waiting)
        assert delete(2) == 202, "at once"
        looks.set()
        assert [each.result() for each in waiting] == [204, 204]
    assert deleting._WAITERS.acquire(blocking=False), "their places are free again"
    deleting._WAITERS.release()


def test_only_ones_own_and_only_with_the_scope(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    conversation(northwind, ID)
    for other in (api_of(other_org), api_of(northwind, is_test=True)):
        problem(other.delete(f"{ROOT}/{ID}"), 404)
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    assert problem(reader.delete(f"{ROOT}/{ID}"), 403)["field"] == Scope.PERSONS_ERASE
    assert problem(api.delete(f"{ROOT}/{ID}?wait=perhaps"), 400)["field"] == "wait"
    assert Conversation.objects.get().erasing_at is None
