"""Pulling from another system: history, changes, resumed where it broke off, polite, guarded."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import SYSTEM
from conversations.models import Conversation, Turn
from orgs.models import Organization
from persons.models import Person
from sources import domain
from sources.models import Ended, Phase, Run, Source
from sources.pull import fetching
from sources.tests.elsewhere import Elsewhere, conversation, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def local_ones_are_public(settings: Any) -> None:
    settings.OUTPUTS_ALLOW_HTTP = True
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with serving(Elsewhere(10)) as elsewhere:
        yield elsewhere


@pytest.fixture
def source(there: Elsewhere, northwind: Organization) -> Source:
    return domain.create_source(
        actor=SYSTEM,
        organization=northwind,
        name="The old system",
        base_url=there.url,
        dialect="widget",
        key="sk_live_theirs",
    )


def pulled(source: Source, *, due: bool = True) -> Source:
    """Let a worker do what is due; `due`: have this source be due first."""
    if due:
        Source.objects.filter(pk=source.pk).update(due_at=timezone.now())
    domain.pull_due()
    source.refresh_from_db()
    return source


def last_run(source: Source) -> Run:
    return source.runs.order_by("-pk")[0]


def here() -> list[str]:
    return sorted(Conversation.objects.values_list("public_id", flat=True))


def test_history_comes_first_and_then_what_is_new(source: Source, there: Elsewhere) -> None:
    pulled(source, due=False)
    run = last_run(source)
    assert (run.phase, run.state, run.created, run.since) == (Phase.HISTORY, Ended.DONE, 10, None)
    assert here() == [each["id"] for each in reversed(there.conversations)]
    assert not Person.objects.exists(), "visitors are nobody"
    assert source.pulled_until == run.began_at
    assert source.due_at is not None and source.due_at > timezone.now() + timedelta(minutes=59)
    started = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    new = conversation(99, started_at=started, ended_at=None, duration_seconds=None)
    there.conversations.insert(0, new)
    there.asked.clear()
    pulled(source)
    run = last_run(source)
    assert (run.phase, run.created, run.unchanged) == (Phase.CHANGES, 1, 0)
    assert there.read == ["conv_0099"], "what is older than the overlap is not asked for"


def test_what_is_filled_in_late_comes_within_the_overlap(source: Source, there: Elsewhere) -> None:
    started = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    late = {
        "started_at": started,
        "ended_at": None,
        "extracted_data": None,
        "extraction": "running",
    }
    there.conversations.insert(0, conversation(99, **late))
    pulled(source)
    there.conversations[0] = conversation(99, started_at=started, ended_at=None)
    pulled(source)
    run = last_run(source)
    assert (run.created, run.updated, run.unchanged) == (0, 1, 0)
    assert Conversation.objects.get(public_id="conv_0099").findings["guest_count"] == 50
    pulled(source)
    assert (last_run(source).updated, last_run(source).unchanged) == (0, 1)


def test_a_list_that_tells_them_whole_is_all_that_is_asked(
    source: Source, there: Elsewhere
) -> None:
    there.tells_whole = True
    there.conversations[4] = conversation(6, transcript=[])
    pulled(source)
    assert len(here()) == 10 and there.read == ["conv_0006"], "its list may leave out what was said"
    assert len(there.asked) == 4


def test_who_knows_no_such_list_is_asked_for_it_once(source: Source, there: Elsewhere) -> None:
    pulled(source)
    lists = [path for path in there.asked if "?" in path]
    assert ["whole" in path for path in lists] == [True, False, False, False]
    assert len(here()) == 10


def test_what_had_not_ended_is_asked_for_again_however_long_ago_it_began(
    source: Source, there: Elsewhere
) -> None:
    waits = conversation(4, started_at=None, ended_at=None, outcome=None, transcript=[])
    there.conversations[6] = waits
    pulled(source)
    assert Conversation.objects.get(public_id="conv_0004").status == "created"
    there.conversations[6] = conversation(4)
    there.asked.clear()
    pulled(source)
    assert there.read == ["conv_0004"]
    assert Conversation.objects.get(public_id="conv_0004").status == "completed"
    there.asked.clear()
    pulled(source)
    assert there.read == [] and last_run(source).state == Ended.DONE


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
        (503, {"Retry-After": "5"}, 5),
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


def test_what_cannot_go_in_is_counted_by_its_reason_and_stops_nothing(
    source: Source, there: Elsewhere
) -> None:
    bad = [{"role": "user", "text": "x"}, {"role": "waiter", "text": "Secret"}]
    there.conversations[3] = conversation(7, transcript=bad)
    there.conversations[4] = conversation(6, ended_at="2001-01-01T00:00:00Z")
    del there.conversations[1]["id"]
    there.before = lambda path: (404, {}, {}) if path.endswith("conv_0002") else None
    pulled(source)
    run = last_run(source)
    assert (run.created, run.refused, run.gone) == (6, 3, 1)
    assert run.refusals == {
        "id: is missing": 1,
        "transcript[].role: should be 'user', 'assistant' or 'system'": 1,
        "ended_at: is before started_at": 1,
    }


def test_a_cursor_that_is_known_no_more_begins_the_run_again(
    source: Source, there: Elsewhere
) -> None:
    there.before = lambda path: (400, {}, {}) if "cursor=" in path else None
    pulled(source)
    assert source.problem == "It answered 400." and source.cursor == ""
    there.before = lambda path: None
    pulled(source)
    run = last_run(source)
    assert (run.created, run.unchanged, run.state) == (10, 4, Ended.DONE)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ((401, {}, {}), "It refuses the key (401)."),
        ((302, {"location": "http://10.0.0.1/"}, {}), "It answered 302."),
        ((200, {}, b"<html>"), "It answered something that is no JSON."),
        ((200, {}, {"rows": []}), "Its list holds no “data” of conversations."),
        ((200, {}, {"data": [5]}), "Its list holds no “data” of conversations."),
        ((200, {}, [{"data": []}]), "It answered JSON that is no object."),
        ((200, {}, {"data": [], "next_cursor": "x"}), "Its list goes round in circles."),
    ],
)
def test_what_is_wrong_there_is_said(
    source: Source, there: Elsewhere, told: Any, problem: str
) -> None:
    there.before = lambda path: told
    pulled(source)
    assert (source.problem, source.failures) == (problem, 1)
    for minutes in (5, 15, 60, 60):
        pulled(source)
        assert source.due_at is not None
        left = (source.due_at - timezone.now()).total_seconds()
        assert minutes * 60 - 10 < left <= minutes * 60


def test_a_private_address_is_not_asked(source: Source, there: Elsewhere, settings: Any) -> None:
    settings.OUTPUTS_ALLOWED_NETWORKS = []
    pulled(source)
    assert there.asked == [] and source.problem == "Its address leads to a private network."
    Source.objects.update(base_url=there.url.replace("127.0.0.1", "localhost"))
    pulled(source)
    assert there.asked == [] and source.problem == "Its address leads to a private network."


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
