"""The widget shape ↔ canonical records: both ways, what is kept, what is refused and how."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.widgets.shapes import read_conversation, write_conversation
from api.widgets.tests.asking import WIRE
from intake.domain import Refusal

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
IDS = st.from_regex(r"[a-z]{1,5}_[a-z0-9]{1,9}", fullmatch=True)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
TIMES = st.datetimes().map(lambda at: f"{at.replace(year=2020, microsecond=0).isoformat()}Z")
CREDITS = st.none() | st.integers(0, 10**9) | st.integers(0, 10**9).map(lambda n: n / 4)
TURNS = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["agent", "user", "system"]),
        "text": TEXTS,
        "ts": st.none() | TIMES,
    }
)
CALLS = st.fixed_dictionaries(
    {
        "name": KEYS,
        "args": st.dictionaries(TEXTS, JSON, max_size=3),
        "result": st.none() | TEXTS,
        "ts": st.none() | TIMES,
    }
)
RESULTS = st.fixed_dictionaries({"passed": st.none() | st.booleans(), "reasoning": TEXTS})
VISITORS = st.fixed_dictionaries(
    {name: st.none() | TEXTS for name in ("ip_country", "ip_region", "user_agent")}
)


@st.composite
def wires(draw: st.DrawFn) -> dict[str, Any]:
    """A conversation object as this dialect can say it."""
    times = sorted(draw(st.lists(TIMES, min_size=2, max_size=2)))
    outcome = draw(st.sampled_from(["completed", "abandoned", "error", None]))
    stage = draw(st.sampled_from(["running", "done"])) if outcome else "pending"
    data = draw(st.dictionaries(KEYS, JSON, max_size=3))
    judged = draw(st.dictionaries(KEYS, RESULTS, max_size=3))
    return {
        "id": draw(IDS),
        "widget_id": draw(st.none() | IDS),
        "started_at": draw(st.just(times[0]) | st.none()),
        "ended_at": draw(st.just(times[1]) | st.none()) if outcome else None,
        "duration_seconds": draw(st.none() | st.integers(0, 10**6)) if outcome else None,
        "credits_charged": draw(CREDITS),
        "page_url": draw(st.none() | TEXTS),
        "outcome": outcome,
        "visitor": draw(VISITORS),
        "transcript": draw(st.lists(TURNS, max_size=4)),
        "tool_calls": draw(st.lists(CALLS, max_size=3)),
        "extraction": stage,
        "extracted_data": data or ({} if stage == "done" else None),
        "criteria_results": judged or ({} if stage == "done" else None),
    }


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wires())
def test_every_conversation_survives_the_round_trip(wire: dict[str, Any]) -> None:
    record = read_conversation(wire)
    assert write_conversation(record) == wire
    assert read_conversation(write_conversation(record)) == record


def test_what_is_unknown_is_kept_and_nobody_is_a_person() -> None:
    wire = copy.deepcopy(WIRE)
    wire["rating"] = 5
    wire["visitor"]["city"] = "Napa"
    wire["transcript"][1]["confidence"] = 0.5
    wire["tool_calls"][0]["ms"] = 12
    record = read_conversation(wire)
    assert record.persons == []
    assert record.source_fields["rating"] == 5
    assert record.source_fields["visitor"]["city"] == "Napa"
    assert record.source_fields["transcript"] == {"1": {"confidence": 0.5}}
    assert record.source_fields["tool_calls"] == {"0": {"ms": 12}}
    [usage] = record.usage
    assert (usage.component, usage.unit, int(usage.quantity)) == ("credits", "credits", 127)


@pytest.mark.parametrize(
    ("outcome", "fields", "status", "stage"),
    [
        ("completed", {}, "completed", "done"),
        ("abandoned", {}, "abandoned", "done"),
        ("error", {}, "failed", "done"),
        ("Error", {"ended_at": None}, "failed", "done"),
        ("completed", {"extracted_data": None}, "completed", "running"),
        ("transferred", {}, "completed", "done"),
        (None, {}, "completed", "done"),
        (None, {"ended_at": None}, "joined", "pending"),
        (None, {"ended_at": None, "started_at": None, "transcript": []}, "created", "pending"),
    ],
)
def test_outcomes_are_read_and_what_is_open_is_judged(
    outcome: str | None, fields: dict[str, Any], status: str, stage: str
) -> None:
    wire = {**WIRE, "outcome": outcome, **fields}
    del wire["extraction"]
    record = read_conversation(wire)
    assert record.status == status
    assert record.outcome == (outcome or "")
    assert write_conversation(record)["extraction"] == stage


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"id": "no id"}, "id"),
        ({"widget_id": "no id"}, "widget_id"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"ended_at": "2026-04-10T12:36:07"}, "ended_at"),
        ({"duration_seconds": -1}, "duration_seconds"),
        ({"duration_seconds": "127"}, "duration_seconds"),
        ({"credits_charged": -1}, "credits_charged"),
        ({"credits_charged": 0.00000001}, "credits_charged"),
        ({"outcome": "x" * 61}, "outcome"),
        ({"outcome": 1}, "outcome"),
        ({"visitor": "US"}, "visitor"),
        ({"transcript": [{"role": "waiter", "text": "x"}]}, "transcript[0].role"),
        ({"transcript": [{"role": "user"}]}, "transcript[0].text"),
        ({"transcript": [{"role": "user", "text": "x", "ts": 5}]}, "transcript[0].ts"),
        ({"transcript": [{"role": "user", "text": "x", "ts": "1969-01-01T00:00:00Z"}]},
         "transcript[0].ts"),
        ({"tool_calls": [{"args": {}}]}, "tool_calls[0].name"),
        ({"tool_calls": [{"name": "x", "args": "y"}]}, "tool_calls[0].args"),
        ({"extracted_data": []}, "extracted_data"),
        ({"extracted_data": {"city": "\0"}}, "extracted_data.city"),
        ({"criteria_results": {"polite": {"passed": "very"}}}, "criteria_results.polite.passed"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_in_the_wires_words(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_conversation({**WIRE, **change})
    assert refused.value.field == field
