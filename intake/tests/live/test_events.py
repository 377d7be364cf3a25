"""What a runtime may send: every field checked, and named where it is wrong."""

import json
from typing import Any

import pytest

from intake.domain import Malformed, Refusal, read_events, take_events
from intake.live.reading import kept_data
from intake.records import EventRecord
from intake.tests.live.playing import START, event, session
from orgs.models import Organization

GOOD: dict[str, dict[str, Any]] = {
    "session.status": {"status": "joining"},
    "turn": {"role": "user", "text": "Hello", "id": "turn_1", "modality": "voice"},
    "turn.corrected": {"turn": "turn_1", "text": "Hello!"},
    "tool.called": {"name": "search", "args": {"q": [1]}, "result": None, "duration_ms": 12},
    "goal.progress": {"goal": "date", "state": "declined"},
    "goal.committed": {"goal": "date", "value": {"any": "thing"}, "confidence": 1},
    "goal.transition": {"from": "date", "to": "location"},
    "advisor.concern": {"concern": "No date yet", "advisor": "dates", "severity": "low"},
    "screen_share.started": {"segment": "1"},
    "screen_share.stopped": {},
    "criterion.evaluated": {"criterion": "polite", "passed": None, "reasoning": "Hard to tell"},
    "callback.fired": {"name": "onBooked", "goal": "date", "payload": [1, 2]},
    "usage": {"component": "stt", "quantity": "1.5", "unit": "seconds", "cost": 0.02},
    "summary": {"text": "A table was booked."},
    "session.ended": {"reason": "user", "outcome": "booked"},
}


def body(**fields: Any) -> bytes:
    """One good event and, in front of it, one with `fields` instead of its own."""
    good = {"id": "e1", "type": "summary", "at": "2026-06-16T14:40:00Z", "data": {"text": "A"}}
    changed = {name: value for name, value in {**good, **fields}.items() if value != "left out"}
    return json.dumps({"events": [good, changed]}).encode()


def refused(raw: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        read_events(raw)
    return caught.value.field, caught.value.reason


@pytest.mark.parametrize(("type_", "data"), GOOD.items())
def test_every_type_is_read(type_: str, data: dict[str, Any]) -> None:
    [_, read] = read_events(body(type=type_, data=data))
    assert read.type == type_
    assert json.loads(kept_data(read)).keys() == data.keys()


@pytest.mark.parametrize(("type_", "data"), GOOD.items())
def test_unknown_fields_are_refused_by_name(type_: str, data: dict[str, Any]) -> None:
    unknown = body(type=type_, data={**data, "mood": "good"})
    assert refused(unknown) == ("events[1].data.mood", "is no field here")


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"id": "left out"}, "events[1].id", "is missing"),
        ({"id": "two words"}, "events[1].id", "is not an id"),
        ({"type": "left out"}, "events[1].type", "is missing"),
        ({"type": "turn.said"}, "events[1].type", "is no type of event"),
        ({"more": 1}, "events[1].more", "is no field here"),
        ({"at": "left out"}, "events[1].at", "is missing"),
        ({"at": "2026-06-16T14:40:00"}, "events[1].at", "time zone"),
        ({"at": "2026-06-16"}, "events[1].at", "ISO 8601"),
        ({"at": 1781620800}, "events[1].at", "ISO 8601"),
        ({"at": "1781620800"}, "events[1].at", "ISO 8601"),
        ({"at": "1969-12-31T23:59:59Z"}, "events[1].at", "1970"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "events[1].at", "2200"),
        ({"data": "left out"}, "events[1].data", "is missing"),
        ({"data": {}}, "events[1].data.text", "is missing"),
        ({"data": {"text": "a\0b"}}, "events[1].data.text", "NUL"),
        ({"data": {"text": 7}}, "events[1].data.text", "string"),
        ({"data": {"text": "x" * 100_001}}, "events[1].data.text", "at most"),
        ({"data": ["text"]}, "events[1].data", "object"),
        ({"type": "turn", "data": {"role": "agent", "text": ""}}, "events[1].data.role", "'user'"),
        (
            {"type": "turn.corrected", "data": {"turn": 0, "text": ""}},
            "events[1].data.turn",
            "position, from 1",
        ),
        (
            {"type": "turn.corrected", "data": {"turn": True, "text": ""}},
            "events[1].data.turn",
            "position, from 1",
        ),
        (
            {"type": "tool.called", "data": {"name": "a", "args": {"b": {"c": "\0"}}}},
            "events[1].data.args",
            "NUL",
        ),
        (
            {"type": "goal.committed", "data": {"goal": "a"}},
            "events[1].data.value",
            "is missing",
        ),
        (
            {"type": "goal.committed", "data": {"goal": "a", "value": 1, "confidence": 1.1}},
            "events[1].data.confidence",
            "less than or equal to 1",
        ),
        (
            {"type": "goal.committed", "data": {"goal": "a", "value": 1, "evidence": [{}]}},
            "events[1].data.evidence[0]",
            "neither",
        ),
        (
            {"type": "usage", "data": {"component": "", "quantity": 1, "unit": "s"}},
            "events[1].data.component",
            "at least 1",
        ),
        (
            {"type": "usage", "data": {"component": "a", "quantity": -1, "unit": "s"}},
            "events[1].data.quantity",
            "greater than or equal to 0",
        ),
        (
            {"type": "usage", "data": {"component": "a", "quantity": 1, "unit": "s", "cost": "x"}},
            "events[1].data.cost",
            "should be a number",
        ),
        (
            {"type": "usage", "data": {"component": "a", "quantity": 1, "unit": ""}},
            "events[1].data.unit",
            "should have at least 1 character",
        ),
        (
            {"type": "goal.transition", "data": {"from_": "a"}},
            "events[1].data.from_",
            "no field",
        ),
        (
            {"type": "session.ended", "data": {"reason": "tired"}},
            "events[1].data.reason",
            "'agent'",
        ),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], field: str, reason: str) -> None:
    where, why = refused(body(**fields))
    assert where == field
    assert reason in why


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"[]", ""),
        (b"{}", "events"),
        (b'{"events": {}}', "events"),
        (b'{"events": [1]}', "events[0]"),
    ],
)
def test_a_body_of_another_shape_is_refused(raw: bytes, field: str) -> None:
    assert refused(raw)[0] == field


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"events": [}', b'{"events": ["\\ud800"]}', b"\xff", b"[" * 5000]
)
def test_what_is_no_json_is_told_apart(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_events(raw)


def test_numbers_are_taken_as_programs_write_them() -> None:
    """5.0 is 5, and what floating point adds up to is rounded."""
    given = {"component": "stt", "quantity": 0.1 + 0.2, "unit": "s", "cost": "0.12345678"}
    usage = read_events(body(type="usage", data=given))[1].data
    assert (str(usage.quantity), str(usage.cost)) == ("0.300000", "0.123457")
    turn = read_events(body(type="turn.corrected", data={"turn": 2.0, "text": "No."}))[1].data.turn
    assert repr(turn) == "2"


def test_five_hundred_events_are_the_most() -> None:
    one = json.loads(body())["events"][0]
    assert len(read_events(json.dumps({"events": [one] * 500}))) == 500
    assert refused(json.dumps({"events": [one] * 501}).encode())[0] == "events"


@pytest.mark.django_db
def test_records_of_events_are_checked_alike(northwind: Organization) -> None:
    made = session(northwind)

    def take(*events: EventRecord) -> Refusal:
        with pytest.raises(Refusal) as caught:
            take_events(northwind.pk, made.session_id or "", events, is_test=False)
        return caught.value

    fine = event("e1", "summary", text="")
    assert take(fine, event("e2", "turn", role="user")).field == "events[1].data.text"
    assert take(event("e1", "unheard.of")).field == "events[0].type"
    assert take(*[event(f"e{n}", "summary", text="") for n in range(501)]).field == "events"
    ahead = EventRecord(id="e1", type="summary", at=START.replace(year=2100), data={"text": ""})
    assert take(ahead).reason == "lies in the future"
