"""Whatever another system answers, and however slowly: it is told, and keeps no worker."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from orgs.models import Organization
from sources.domain import pulling
from sources.models import Ended, Run, Source
from sources.pull import fetching, remote
from sources.pull.fetching import Batch
from sources.pull.storing import store
from sources.tests.elsewhere import Elsewhere, conversation
from sources.tests.pulled import here, last_run, local_ones_are_public, pulled, source, there

__all__ = ["local_ones_are_public", "source", "there"]

pytestmark = pytest.mark.django_db(transaction=True)

NO_LIST = "There is no such list at this address (404)."
NOT_KEPT = "The cursor of its list cannot be kept."


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ((404, {}, {}), NO_LIST),
        ((410, {}, {}), NO_LIST),
        ((200, {}, {"data": [], "next_cursor": "x" * 2001}), NOT_KEPT),
        ((200, {}, {"data": [], "next_cursor": "x\x00"}), NOT_KEPT),
    ],
)
def test_what_is_no_list_is_said(source: Source, there: Elsewhere, told: Any, problem: str) -> None:
    there.before = lambda path: told
    pulled(source)
    assert (source.problem, source.failures) == (problem, 1)
    assert source.due_at is not None and source.due_at > timezone.now(), "it is tried again later"
    there.before = lambda path: None
    pulled(source)
    assert len(here()) == 10 and source.problem == ""


@pytest.mark.parametrize(
    ("templates", "problem"),
    [
        ({"items": 5}, "Its list holds no “items” of templates."),
        ({"items": [{"id": ["tpl"], "name": "x"}, {"id": {}}, {"id": None}]}, NO_LIST),
        ({"items": [], "next_cursor": 7}, NO_LIST),
    ],
)
def test_templates_of_no_shape_stop_nothing_or_are_said(
    source: Source, there: Elsewhere, templates: Any, problem: str
) -> None:
    Source.objects.update(dialect="roxels")
    there.before = lambda path: (200, {}, templates) if "/v1/templates" in path else (404, {}, {})
    pulled(source)
    assert (source.problem, source.failures) == (problem, 1)


def test_templates_that_have_no_end_are_left(source: Source, there: Elsewhere) -> None:
    Source.objects.update(dialect="roxels")

    def told(path: str) -> Any:
        follows = "b" if "cursor=a" in path else "a"
        listed: Any = {"items": [], "next_cursor": follows if "/v1/templates" in path else None}
        return 200, {}, listed

    there.before = told
    pulled(source)
    assert last_run(source).state == Ended.DONE and len(there.asked) == 51


def test_a_list_that_goes_round_in_a_larger_circle_is_said(
    source: Source, there: Elsewhere
) -> None:
    def told(path: str) -> Any:
        return 200, {}, {"data": [], "next_cursor": "b" if "cursor=a" in path else "a"}

    there.before = told
    pulled(source)
    assert source.problem == "Its list goes round in circles."


@pytest.mark.parametrize("moment", ["Wed, 21 Oct 99999999999999999999 07:28:00 GMT", "soon"])
def test_a_wait_until_no_time_is_a_minute(source: Source, there: Elsewhere, moment: str) -> None:
    there.before = lambda path: (429, {"retry-after": moment}, {})
    pulled(source)
    assert source.problem == "It asked to be left alone for 60 seconds."


def test_what_nobody_expected_is_said_and_leaves_the_others_alone(
    source: Source, northwind: Organization, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(pulling, "store", broken)
        pulled(source)
    assert source.failures == 1 and source.problem.startswith("Something unexpected happened")
    assert source.lease_until is None
    pulled(source)
    assert len(here()) == 10


def test_an_answer_that_is_too_large_or_too_full_is_said(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MOST_BYTES_OF_ONE", 1024 * 1024)
    big = json.dumps(conversation(8, summary="x" * 1024 * 1024)).encode()
    full = b'{"id": "conv_0008", "a": [' + b"{}," * 30_000 + b"{}]}"
    for body, problem in (
        (big, "An answer was larger than 1 MB."),
        (full, "An answer held too many values."),
    ):
        there.before = lambda path, body=body: (  # type: ignore[misc]
            (200, {}, body) if path.endswith("conv_0008") else None
        )
        pulled(source)
        assert source.problem == problem


def test_a_batch_ends_where_what_was_read_fills_memory(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    monkeypatch.setattr(fetching, "_BATCH_BYTES", 40_000)
    there.page = 10
    there.conversations = [
        conversation(number, summary="x" * 20_000) for number in range(10, 0, -1)
    ]
    sizes: list[int] = []

    def measured(source: Source, run: Run, batch: Batch) -> None:
        sizes.append(len(batch.records))
        store(source, run, batch)

    monkeypatch.setattr(pulling, "store", measured)
    pulled(source)
    assert len(here()) == 10 and max(sizes) <= 4
    there.tells_whole = True  # The page alone is more than a batch may be.
    Source.objects.update(pulled_until=None)
    pulled(source)
    assert last_run(source).state == Ended.DONE


def test_no_more_are_pulled_at_a_time_than_may_be(source: Source, settings: Any) -> None:
    settings.PULLS_AT_ONCE = 1
    Source.objects.create(
        organization=source.organization, name="Other", base_url=source.base_url,
        dialect="widget", key=b"", due_at=timezone.now(),
    )  # fmt: skip
    assert pulling._claim() and pulling._claim() is None
    settings.PULLS_AT_ONCE = 2
    assert pulling._claim()


def test_an_answer_that_drips_ends_with_the_time_of_one(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece comes long before its own limit: only the whole of them takes too long."""

    def dripping() -> Iterator[bytes]:
        for _ in range(300):
            yield b" "
            time.sleep(0.1)
        yield b"[]"

    monkeypatch.setattr(remote, "_WHOLE", 1.0)
    there.before = lambda path: (200, {}, dripping())
    pulled(source)
    assert source.problem == "It did not answer in time."
