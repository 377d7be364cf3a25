"""A run goes on where it broke off, is polite, and belongs to one worker at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import SYSTEM
from conversations.models import Turn
from orgs.models import Organization
from sources import domain
from sources.models import Ended, Source
from sources.pull import fetching
from sources.tests.elsewhere import Elsewhere
from sources.tests.pulled import here, last_run, local_ones_are_public, pulled, source, there

__all__ = ["local_ones_are_public", "source", "there"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_read_before_it_failed_is_in(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    there.before = lambda path: (429, {}, {}) if path.endswith("conv_0008") else None
    pulled(source)
    assert here() == ["conv_0009", "conv_0010"]
    there.before = lambda path: None
    there.asked.clear()
    pulled(source)
    assert len(here()) == 10 and not {"conv_0009", "conv_0010"} & set(there.read)


def test_a_worker_that_lost_its_source_changes_nothing_of_it(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BATCH", 4)
    theirs = timezone.now() + timedelta(minutes=5)

    def take(path: str) -> None:
        if path.endswith("conv_0007"):
            Source.objects.update(lease_until=theirs, cursor="theirs")

    there.before = take
    pulled(source)
    assert (source.lease_until, source.cursor) == (theirs, "theirs")
    assert source.pulled_until is None and last_run(source).state == Ended.RUNNING
    assert len(here()) == 4, "what it had read is in"


def test_a_run_goes_on_from_the_conversation_it_had_come_to(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BATCH", 3)
    monkeypatch.setattr(fetching, "_AT_ONCE", 1)
    there.before = lambda path: (500, {}, {}) if path.endswith("conv_0003") else None
    pulled(source)
    assert (source.problem, source.failures) == ("It answered 500.", 1)
    assert source.due_at is not None and source.due_at > timezone.now() + timedelta(seconds=50)
    assert source.pulled_until is None and last_run(source).state == Ended.RUNNING
    taken = set(here())
    assert len(taken) in (4, 7), "whole batches, and the next one is read ahead"
    there.before = lambda path: None
    there.asked.clear()
    pulled(source)
    assert len(here()) == 10 and not taken & set(there.read), "none is asked for again"
    run = last_run(source)
    assert source.runs.count() == 1 and (run.created, run.state) == (10, Ended.DONE)
    assert (source.problem, source.failures, source.cursor, source.after) == ("", 0, "", "")


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "17"}, 17),
        (503, {"Retry-After": "55"}, 55),
        (429, {}, 60),
        (429, {"retry-after": "99999"}, 3600),
        (429, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1),
    ],
)
def test_whoever_asks_to_be_left_alone_is(
    source: Source, there: Elsewhere, status: int, headers: dict[str, str], seconds: int
) -> None:
    there.before = lambda path: (status, headers, {}) if path.endswith("conv_0005") else None
    pulled(source)
    assert source.due_at is not None and source.failures == 0
    left = (source.due_at - timezone.now()).total_seconds()
    assert seconds - 10 < left <= seconds and f"for {seconds} seconds" in source.problem
    asked = len(there.asked)
    pulled(source, due=False)
    assert seconds == 1 or len(there.asked) == asked, "not before that"
    there.before = lambda path: None
    pulled(source)
    assert len(here()) == 10 and source.problem == ""


def test_a_worker_that_was_killed_leaves_nothing_behind(source: Source, there: Elsewhere) -> None:
    Source.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    pulled(source)
    assert there.asked == [], "another worker has it"
    Source.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    pulled(source)
    assert len(here()) == 10


def test_time_is_shared_and_nothing_is_lost_by_it(
    source: Source, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BATCH", 2)
    for _ in range(20):
        Source.objects.update(due_at=timezone.now())
        domain.pull_due(seconds=0.01)
        source.refresh_from_db()
        if source.pulled_until:
            break
    assert len(here()) == 10 and Turn.objects.count() == 20
    assert last_run(source).created == 10 and source.runs.count() == 1


def test_a_paused_one_is_left_alone_and_goes_on_when_resumed(
    source: Source, there: Elsewhere, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_BATCH", 4)
    whose: Any = {"actor": SYSTEM, "organization": northwind, "public_id": source.public_id}

    def pause(path: str) -> None:
        if path.endswith("conv_0007"):
            domain.pause_source(**whose)

    there.before = pause
    pulled(source)
    assert len(here()) == 4
    pulled(source)
    assert len(here()) == 4
    there.before = lambda path: None
    domain.resume_source(**whose)
    pulled(source, due=False)
    assert len(here()) == 10
