"""What is said, called, learnt and judged in a live session becomes rows, and the list's row."""

from decimal import Decimal
from typing import Any

import pytest

from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from intake.domain import Conflict, Refusal
from intake.live import learnt, room
from intake.live import play as playing
from intake.records import EventRecord
from intake.tests.live.playing import at, event, frame, play, said, session
from orgs.models import Organization

pytestmark = pytest.mark.django_db

WHERE = said("t1", "Somewhere in San Jose.", seconds=1)


def committed(id: str, goal: str, value: Any, seconds: float = 30, **data: Any) -> EventRecord:
    return event(id, "goal.committed", seconds, goal=goal, value=value, **data)


def corrected(id: str, turn: int | str, text: str, seconds: float = 40) -> EventRecord:
    return event(id, "turn.corrected", seconds, turn=turn, text=text)


def refusal(conversation: Conversation, *events: EventRecord) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        play(conversation, *events)
    return caught.value.field, caught.value.reason


def finding(goal: str = "location") -> tuple[Any, str]:
    found = Finding.objects.get(goal=goal)
    return found.evidence, found.evidence_source


def test_turns_follow_one_another(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!", "assistant", 1), said("2", "Hi.", seconds=2, id="turn_own"))
    play(led, said("3", "", "system", 3), said("4", "A table.", seconds=4, modality="voice"))
    first, second, third, fourth = Turn.objects.order_by("position")
    assert [first.position, fourth.position] == [1, 4]
    assert (first.role, first.text, first.at) == ("assistant", "Hello!", at(1))
    assert first.public_id.startswith("turn_")
    assert (second.public_id, third.role, fourth.modality) == ("turn_own", "system", "voice")
    assert (led.turn_count, led.gist) == (4, "“A table.”")


def test_a_correction_stands_in_the_turns_place(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Sam Hosay", id="turn_own"), said("2", "Where?", "assistant"))
    play(led, said("3", "There."), corrected("4", "turn_own", "San Jose"))
    turn = Turn.objects.get(position=1)
    assert (turn.text, turn.corrected_at) == ("San Jose", at(40))
    play(led, corrected("5", 3, "Down there.", 50))
    assert Turn.objects.get(position=3).text == "Down there."
    assert led.gist == "“Down there.”"
    assert refusal(led, corrected("6", 4, ""))[0] == "events[0].data.turn"
    assert refusal(led, corrected("6", "turn_other", ""))[0] == "events[0].data.turn"


def test_one_batch_may_correct_what_it_said(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Sam"), said("2", "Ham", id="own"), corrected("3", 1, "San", 41))
    play(led, said("4", "Yam", id="own"), corrected("5", "own", "Jam"))
    texts = Turn.objects.order_by("position").values_list("text", "corrected_at")
    assert list(texts) == [("San", at(41)), ("Ham", None), ("Jam", at(40))]


def test_tools_are_called_after_the_turn_before(northwind: Organization) -> None:
    led = session(northwind)
    play(led, event("1", "tool.called", 1, name="greet"), said("2", "Hello!", seconds=2))
    called = {"name": "search", "args": {"q": "x"}, "result": [1], "error": "", "duration_ms": 9}
    play(led, event("3", "tool.called", 3, **called), said("4", "Well?", seconds=4))
    play(led, event("5", "tool.called", 5, name="book", error="full"))
    calls = ToolCall.objects.order_by("position")
    assert [(c.position, c.name, c.after_turn) for c in calls] == [
        (1, "greet", 0),
        (2, "search", 1),
        (3, "book", 2),
    ]
    assert (calls[1].args, calls[1].result, calls[1].duration_ms) == ({"q": "x"}, [1], 9)
    assert (calls[0].result, calls[2].error, calls[2].at) == (None, "full", at(5))


def test_a_commit_is_a_finding_and_replaces_the_one_before(northwind: Organization) -> None:
    led = session(northwind)
    play(led, WHERE, event("1", "goal.progress", 2, goal="location"))
    play(led, event("2", "goal.progress", 3, goal="date", state="declined"))
    assert led.goal_states == {"location": "in_progress", "date": "declined"}
    play(led, committed("3", "location", "Napa", confidence=0.5), committed("4", "mood", None))
    assert (led.findings, led.finding_count) == ({"location": "Napa", "mood": None}, 2)
    assert (led.goals_met, led.goals_total, led.goal_states) == (1, 2, {"date": "declined"})
    play(led, committed("5", "location", "San Jose"), event("6", "goal.progress", goal="location"))
    assert (led.findings["location"], led.finding_count, led.goals_met) == ("San Jose", 2, 1)
    assert "location" not in led.goal_states
    found, undeclared = Finding.objects.order_by("pk")
    assert (found.value, found.confidence, found.committed_at) == ("San Jose", None, at(30))
    assert (found.evidence_source, found.template_id) == ("located", led.template_id)
    assert (found.declared, undeclared.declared) == (True, False)
    assert found.conversation_created_at == led.created_at


def test_evidence_is_kept_as_given(northwind: Organization) -> None:
    led = session(northwind)
    frame(led, "frm_1")
    play(led, said("1", "San Jose", id="turn_own"))
    given = [{"turn": "turn_own", "start": 0, "end": 8}, {"turn": 2}, {"frame": "frm_1"}]
    play(led, said("2", "Jose"), committed("3", "location", "x", evidence=given))
    kept = [{"turn": 1, "start": 0, "end": 8}, {"turn": 2}, {"frame": "frm_1"}]
    assert finding() == (kept, "given")
    play(led, committed("4", "location", "San Jose", evidence=[]))
    assert finding() == ([], "none")


@pytest.mark.parametrize(
    ("evidence", "field"),
    [
        ({"turn": 3}, "events[1].data.evidence[0].turn"),
        ({"turn": "turn_other"}, "events[1].data.evidence[0].turn"),
        ({"turn": 1, "start": 0, "end": 23}, "events[1].data.evidence[0].end"),
        ({"turn": 1, "start": 2, "end": 2}, "events[1].data.evidence[0]"),
        ({"turn": 1, "start": 2}, "events[1].data.evidence[0]"),
        ({"frame": "frm_1", "start": 0, "end": 2}, "events[1].data.evidence[0]"),
    ],
)
def test_evidence_must_be_there(
    northwind: Organization, evidence: dict[str, Any], field: str
) -> None:
    led = session(northwind)
    play(led, WHERE)
    more = said("t2", "Please.")
    assert refusal(led, more, committed("1", "location", "x", evidence=[evidence]))[0] == field
    assert not Turn.objects.filter(position=2).exists()


def test_evidence_follows_a_correction(northwind: Organization) -> None:
    led = session(northwind)
    given = [{"turn": 1, "start": 13, "end": 21}, {"turn": 1, "start": 0, "end": 9}]
    play(
        led,
        WHERE,
        committed("1", "location", "San Jose"),
        committed("2", "date", "Monday", evidence=given),
    )
    play(led, corrected("3", 1, "Somewhere near San Jose."))
    assert finding("location") == ([{"turn": 1, "start": 15, "end": 23}], "located")
    assert finding("date") == ([{"turn": 1}, {"turn": 1, "start": 0, "end": 9}], "given")
    play(led, corrected("4", 1, "No."))
    assert finding("location") == ([], "none")
    assert finding("date") == ([{"turn": 1}, {"turn": 1}], "given")


@pytest.mark.parametrize("goals", [[], [{"id": "star_rating", "allowed_values": ["1", "2"]}]])
def test_a_number_stands_on_no_other_goal_s_number(
    northwind: Organization, goals: list[dict[str, Any]]
) -> None:
    led = session(northwind, goals=goals)
    play(led, said("1", "Only one star? That review was harsh."))
    if not goals:
        play(led, committed("2", "star_rating", 1))
    play(led, committed("3", "number_of_rooms", 1))
    assert finding("number_of_rooms") == ([], "none")
    play(led, corrected("4", 1, "Only one star? That view was harsh."))
    assert finding("number_of_rooms") == ([], "none")


def test_a_better_transcription_may_bring_the_evidence(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Somewhere in Sam Hosay."), committed("2", "location", "San Jose"))
    assert finding() == ([], "none")
    play(led, corrected("3", 1, "Somewhere in San Jose."))
    assert finding() == ([{"turn": 1, "start": 13, "end": 21}], "located")


def test_one_batch_may_correct_commit_and_go_on(northwind: Organization) -> None:
    led = session(northwind)
    play(
        led,
        said("1", "Somewhere in Sam Hosay.", seconds=10),
        committed("2", "location", "San Jose"),
        corrected("3", 1, "Somewhere."),
        # Its clock is slow: said before the commit by the time it tells, yet only after it.
        said("4", "San Jose, I said.", seconds=11),
        committed("5", "date", "San Jose"),
    )
    assert finding("location") == ([], "none")
    assert finding("date") == ([{"turn": 2, "start": 0, "end": 8}], "located")


def test_judgements_usage_and_the_summary_are_kept(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("0", "Hello!"))
    play(
        led,
        event("1", "criterion.evaluated", 5, criterion="polite", passed=False),
        event("2", "criterion.evaluated", 6, criterion="short", passed=None, reasoning="Who knows"),
        event("3", "usage", 7, component="stt", quantity="1.5", unit="seconds"),
        event("4", "usage", 8, component="llm", quantity=20, unit="tokens", cost=0.02),
        event("5", "summary", 9, text="A table was wanted. None was found."),
    )
    play(led, event("6", "criterion.evaluated", 10, criterion="polite", passed=True))
    judged = CriterionResult.objects.order_by("pk").values_list("criterion", "passed", "reasoning")
    assert list(judged) == [("polite", True, ""), ("short", None, "Who knows")]
    used = UsageRecord.objects.order_by("pk").values_list("quantity", "cost", "currency", "at")
    assert list(used) == [
        (Decimal("1.5"), None, "USD", at(7)),
        (Decimal(20), Decimal("0.02"), "USD", at(8)),
    ]
    assert led.summary == "A table was wanted. None was found."
    assert led.gist == "A table was wanted."
    play(led, said("7", "And now?"))
    assert led.gist == "A table was wanted."


def test_an_end_without_a_summary_leaves_no_gist(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!"))
    play(led, event("2", "session.ended", 9, reason="user"))
    assert led.gist == ""
    play(led, event("3", "summary", 10, text="Nothing much."))
    assert led.gist == "Nothing much."


def test_events_keep_what_has_no_other_place(northwind: Organization) -> None:
    led = session(northwind)
    play(led, WHERE, committed("1", "location", "x"), event("2", "screen_share.started", 3))
    play(led, event("3", "goal.transition", 4, **{"from": "location", "to": "date"}))
    play(led, event("4", "advisor.concern", 5, concern="None", severity="low"))
    kept = SessionEvent.objects.order_by("pk").values_list("type", "data")
    assert list(kept) == [
        ("turn", None),
        ("goal.committed", None),
        ("screen_share.started", {}),
        ("goal.transition", {"from": "location", "to": "date"}),
        ("advisor.concern", {"concern": "None", "severity": "low"}),
    ]


def test_a_conversation_can_be_full(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = session(northwind)
    monkeypatch.setattr(playing, "MOST_TURNS", 2)
    monkeypatch.setattr(learnt, "MOST_GOALS", 1)
    play(led, said("1", "One."), said("2", "Two."), committed("3", "location", 1))
    for event_, field in (
        (said("4", "Three."), "events[0]"),
        (committed("4", "date", 1), "events[0].data.goal"),
        (event("4", "goal.progress", goal="date"), "events[0].data.goal"),
    ):
        with pytest.raises(Conflict) as caught:
            play(led, event_)
        assert caught.value.field == field
    play(led, committed("4", "location", 2))
    monkeypatch.setattr(learnt, "MOST_CHARACTERS", 10)
    play(led, committed("5", "location", "x" * 8))
    with pytest.raises(Conflict) as caught:
        play(led, committed("6", "location", "x" * 9))
    assert caught.value.field == "events[0].data.value"


def test_a_conversation_holds_no_more_than_its_import_would(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    led = session(northwind)
    most = [(9, "events"), (2, "tools"), (1, "usage"), (1, "criteria")]
    monkeypatch.setattr(room, "_MOST", tuple(most))
    used: dict[str, Any] = {"component": "llm", "quantity": 1, "unit": "tokens"}
    judged: dict[str, Any] = {"criterion": "kind", "passed": True}
    call: dict[str, Any] = {"name": "lookup"}
    play(led, event("1", "tool.called", **call), event("2", "usage", **used))
    play(led, event("3", "criterion.evaluated", **judged))
    for too_many in (
        [event("4", "tool.called", **call), event("5", "tool.called", **call)],
        [event("4", "usage", **used)],
        [event("4", "criterion.evaluated", criterion="other", passed=True)],
        [event(f"c{number}", "goal.transition") for number in range(7)],
    ):
        with pytest.raises(Conflict) as caught:
            play(led, *too_many)
        assert caught.value.field == "events"
    play(led, event("4", "criterion.evaluated", criterion="kind", passed=False))
    play(led, event("5", "tool.called", **call), said("6", "Hello!"))
