"""The Roxels dialect and the canonical records say the same, in both directions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.interviews.shapes import (
    read_interview,
    read_person,
    read_template,
    write_interview,
    write_person,
    write_template,
)
from intake.domain import Refusal

KNOWN = {
    "id", "session_id", "template_id", "status", "created_at", "started_at", "ended_at",
    "duration_seconds", "persons", "context", "summary", "findings", "transcript", "outputs",
}  # fmt: skip
KNOWN_OF_PERSONS = {
    "id", "external_id", "name", "email", "org_context", "first_seen_at", "last_seen_at",
    "conversation_count",
}  # fmt: skip

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
key = text.filter(bool)
scalar = st.none() | st.booleans() | st.integers() | text | st.floats(-1e9, 1e9)
value = st.recursive(
    scalar, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=4
)
public_id = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.~:-]{0,20}", fullmatch=True)
time = st.integers(10**15, 7 * 10**15).map(
    lambda moment: (EPOCH + timedelta(microseconds=moment)).isoformat().replace("+00:00", "Z")
)


def optional(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def unknown_fields(known: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(key.filter(lambda name: name not in known), value, max_size=2)


def with_unknown(known: dict[str, st.SearchStrategy]) -> st.SearchStrategy[dict[str, Any]]:
    names = KNOWN_OF_PERSONS if "external_id" in known else KNOWN | {"role", "text", "timestamp"}
    return st.builds(
        lambda fields, unknown: {**unknown, **fields},
        st.fixed_dictionaries(known),
        unknown_fields(names),
    )


interview = with_unknown(
    {
        "id": public_id,
        "session_id": optional(public_id),
        "template_id": optional(public_id),
        "status": st.sampled_from(["created", "joined", "completed", "failed", "Odd", "ended"]),
        "created_at": optional(time),
        "started_at": optional(time),
        "ended_at": optional(time),
        "duration_seconds": optional(st.integers(0, 10**6)),
        "persons": st.lists(
            with_unknown({"name": optional(key), "external_id": optional(key)}), max_size=3
        ),
        "context": st.dictionaries(text, value, max_size=3),
        "summary": optional(key),
        "findings": st.dictionaries(key, value, max_size=3),
        "transcript": st.lists(
            with_unknown(
                {
                    "role": st.sampled_from(["user", "assistant", "system"]),
                    "text": text,
                    "timestamp": optional(time),
                }
            ),
            max_size=4,
        ),
        "outputs": optional(st.dictionaries(key, value, max_size=2)),
    }
)


@settings(deadline=None)
@given(interview)
def test_an_interview_survives_the_round_trip(wire: dict[str, Any]) -> None:
    assert write_interview(read_interview(wire)) == wire


@settings(deadline=None)
@given(interview)
def test_a_record_survives_the_round_trip(wire: dict[str, Any]) -> None:
    record = read_interview(wire)
    assert read_interview(write_interview(record)) == record


def wire(**fields: Any) -> dict[str, Any]:
    return {"id": "iv_1", "status": "completed", **fields}


def test_null_and_absent_mean_the_same() -> None:
    absent = read_interview(wire())
    assert read_interview(wire(**dict.fromkeys(KNOWN - {"id", "status"}))) == absent
    assert (absent.summary, absent.transcript, absent.source) == ("", [], "roxels")


def test_times_become_utc() -> None:
    record = read_interview(wire(started_at="2026-05-01T14:00:00.5+02:00"))
    assert write_interview(record)["started_at"] == "2026-05-01T12:00:00.500000Z"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "joined"}, "joined"),
        ({"status": "IN_PROGRESS"}, "joined"),
        ({"status": "cancelled"}, "abandoned"),
        ({"status": "error"}, "failed"),
        ({"status": "pondering"}, "created"),
        ({"status": "pondering", "started_at": "2026-05-01T12:00:00Z"}, "joined"),
        ({"status": "pondering", "transcript": [{"role": "user", "text": ""}]}, "joined"),
        ({"status": "pondering", "ended_at": "2026-05-01T12:00:00Z"}, "completed"),
    ],
)
def test_a_status_of_theirs_means_one_of_ours_and_is_kept(
    fields: dict[str, Any], status: str
) -> None:
    record = read_interview(wire(**fields))
    assert record.status == status
    assert write_interview(record)["status"] == fields["status"]


TURN = {"role": "user", "text": "Hi", "timestamp": "2026-05-01T12:00:00Z"}


def turns(**wrong: Any) -> dict[str, Any]:
    return wire(transcript=[TURN, TURN, TURN, {**TURN, **wrong}])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([], ""),
        (None, ""),
        ({"status": "created"}, "id"),
        ({"id": "iv_1"}, "status"),
        (wire(id="no spaces"), "id"),
        (wire(id=5), "id"),
        (wire(id="x" * 129), "id"),
        (wire(status=None), "status"),
        (wire(started_at="yesterday"), "started_at"),
        (wire(started_at="2026-05-01T12:00:00"), "started_at"),
        (wire(started_at=1_777_000_000), "started_at"),
        (wire(started_at="1850-05-01T12:00:00Z"), "started_at"),
        (wire(started_at="0001-01-01T00:00:00+14:00"), "started_at"),
        (wire(started_at="9999-12-31T23:59:59-12:00"), "started_at"),
        (wire(duration_seconds="412"), "duration_seconds"),
        (wire(duration_seconds=-1), "duration_seconds"),
        (wire(duration_seconds=True), "duration_seconds"),
        (wire(summary=["a"]), "summary"),
        (wire(summary="a\0"), "summary"),
        (wire(context="plan"), "context"),
        (wire(context={"a": float("inf")}), "context"),
        (wire(findings=[1]), "findings"),
        (wire(findings={"": 1}), "findings['']"),
        (wire(findings={"a\x1b[31m": "\0"}), "findings['a\\x1b[31m']"),
        (wire(findings={"city": "\0"}), "findings.city"),
        (wire(outputs=[]), "outputs"),
        (wire(persons={}), "persons"),
        (wire(persons=["Ada"]), "persons[0]"),
        (wire(persons=[{}, {"name": 5}]), "persons[1].name"),
        (wire(persons=[{"external_id": ""}]), "persons[0].external_id"),
        (wire(persons=[{"org_context": "pro"}]), "persons[0].org_context"),
        (turns(timestamp="noon"), "transcript[3].timestamp"),
        (turns(timestamp="2999-05-01T12:00:00Z"), "transcript[3].timestamp"),
        (turns(role="robot"), "transcript[3].role"),
        (turns(text=None), "transcript[3].text"),
        (turns(text="x" * 100_001), "transcript[3].text"),
    ],
)
def test_what_is_wrong_is_named_in_the_words_of_the_wire(given: Any, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_interview(given)
    assert refusal.value.field == field
    assert refusal.value.reason


@pytest.mark.parametrize("secret", ["Secret-Name"])
def test_a_reason_never_holds_the_value(secret: str) -> None:
    wrong: list[tuple[Callable[[Any], object], dict[str, Any]]] = [
        (read_interview, wire(id=f"{secret} !")),
        (read_interview, wire(started_at=secret)),
        (read_interview, turns(role=secret)),
        (read_interview, wire(duration_seconds=secret)),
        (read_person, {"external_id": f"{secret}\0"}),
        (read_person, {"org_context": secret}),
    ]
    for read, entry in wrong:
        with pytest.raises(Refusal) as refusal:
            read(entry)
        assert secret not in str(refusal.value)


def test_a_person_survives_the_round_trip() -> None:
    given = {
        "id": "person_1",
        "external_id": "user_1",
        "name": "François Silva",
        "org_context": {"plan": "pro"},
        "first_seen_at": "2026-05-01T12:00:00Z",
        "last_seen_at": "2026-05-22T10:14:00Z",
        "phone": "+1",
    }
    record = read_person({**given, "conversation_count": 4})
    assert record.profile == {"phone": "+1"}
    assert write_person(record) == given


ALARMS = {"template_id": "tpl_1", "name": "Alarms"}


def test_a_template_survives_the_round_trip() -> None:
    given = {
        **ALARMS,
        "goals": [{"id": "time", "description": "When", "allowed_values": ["noon"]}, {"id": "b"}],
        "max_duration_seconds": 60,
    }
    assert write_template(read_template(given)) == given


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "T"}, "template_id"),
        ({"template_id": "a b", "name": "T"}, "template_id"),
        ({**ALARMS, "name": ""}, "name"),
        ({**ALARMS, "colour": "red"}, "colour"),
        ({**ALARMS, "goals": [{"id": 5}]}, "goals[0].id"),
        ({**ALARMS, "goals": [{"id": "a", "x": 1}]}, "goals[0].x"),
        ({**ALARMS, "goals": [{"id": "a", "type": "x"}]}, "goals[0].type"),
    ],
)
def test_a_template_is_refused_by_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_template(given)
    assert refusal.value.field == field
