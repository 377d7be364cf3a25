"""Pulling from another system: history, changes, what had not ended; guarded, and told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import SYSTEM
from conversations.models import Conversation
from intake.domain import import_conversations
from orgs.models import Organization
from persons.models import Person
from sources import domain
from sources.formats import FORMATS
from sources.models import Ended, Phase, Source
from sources.tests.elsewhere import Elsewhere, conversation, serving
from sources.tests.pulled import here, last_run, local_ones_are_public, pulled, source, there

__all__ = ["local_ones_are_public", "source", "there"]

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_nobody_else_is_asked_for_what_had_not_ended(
    source: Source, there: Elsewhere, northwind: Organization
) -> None:
    """Another source of the same language, and a file, have nothing to do with it."""
    waits = conversation(4, started_at=None, ended_at=None, outcome=None, transcript=[])
    there.conversations[6] = waits
    import_conversations(northwind, [FORMATS["widget"].conversation({**waits, "id": "conv_file"})])
    pulled(source)
    with serving(Elsewhere(1)) as other:
        second = domain.create_source(
            actor=SYSTEM, organization=northwind, name="Second", base_url=other.url,
            dialect="widget", key="sk_live_theirs",
        )  # fmt: skip
        for _ in range(2):
            there.asked.clear()
            pulled(source)
            pulled(second)
        assert other.read == ["conv_0001"], "once, as all of its list"
    assert there.read == ["conv_0004"]
    assert (last_run(source).gone, last_run(second).gone) == (0, 0)


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
