"""The backend shape ↔ canonical records: both ways, what is kept, what is refused and how."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.backend.shapes import read_conversation, read_person, write_conversation
from api.backend.tests.asking import WIRE
from intake.domain import Refusal

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
TIMES = st.datetimes().map(lambda at: f"{at.replace(year=2020, microsecond=0).isoformat()}Z")
UUIDS = st.uuids().map(str)
NAMES = st.sampled_from(["Ada", "Jean-Luc", "雷", "van der Berg", "O’Brien"])
PROFILES = st.fixed_dictionaries(
    {
        "id": UUIDS,
        "email": st.none() | st.just("ada@example.com"),
        "first_name": st.none() | NAMES,
        "last_name": st.none() | NAMES,
        "organization_name": st.none() | TEXTS,
        "organization_domain": st.none() | TEXTS,
        "avatar_image_url": st.none() | TEXTS,
    }
)
MESSAGES = st.fixed_dictionaries(
    {
        "id": UUIDS,
        "role": st.sampled_from(["user", "assistant", "system"]),
        "content": TEXTS,
        "created_at": st.none() | TIMES,
        "modality": st.sampled_from(["voice", "text", None]),
    }
)


@st.composite
def wires(draw: st.DrawFn) -> dict[str, Any]:
    """A conversation with its transcript, as this dialect can say it."""
    id = draw(UUIDS)
    messages = draw(st.lists(MESSAGES, max_size=4))
    times = sorted(draw(st.lists(TIMES, min_size=2, max_size=2)))
    return {
        "id": id,
        "connection_code": draw(st.text("0123456789ABCDEF", min_size=8, max_size=8)),
        "agent_id": draw(st.none() | UUIDS),
        "status": draw(
            st.sampled_from(["pending", "in_progress", "completed", "abandoned", "archived"])
        ),
        "started_at": draw(st.just(times[0]) | st.none()),
        "completed_at": draw(st.just(times[1]) | st.none()),
        "turn_count": draw(st.just(len(messages)) | st.integers(0, 99)),
        "participant_profile": draw(st.none() | PROFILES),
        "session_properties": draw(st.dictionaries(TEXTS, JSON, max_size=3)),
        "path_taken": draw(st.lists(JSON, max_size=3)),
        "transcript": {"conversation_id": id, "messages": messages},
    }


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wires())
def test_every_conversation_survives_the_round_trip(wire: dict[str, Any]) -> None:
    record = read_conversation(wire)
    assert write_conversation(record) == wire
    assert read_conversation(write_conversation(record)) == record


def test_what_is_unknown_is_kept() -> None:
    wire = copy.deepcopy(WIRE)
    wire["rating"] = 5
    wire["transcript"]["messages"][1]["tokens"] = 12
    wire["participant_profile"]["title"] = "Countess"
    record = read_conversation(wire)
    assert record.source_fields["rating"] == 5
    assert record.source_fields["transcript"] == {"1": {"tokens": 12}}
    assert record.persons[0].profile["title"] == "Countess"


def test_a_profile_without_id_is_known_by_its_address() -> None:
    first, again = (
        read_person({"email": email, "first_name": "Ada"})
        for email in ("Ada@example.com", " ada@example.com")
    )
    assert first.id == again.id is not None
    assert first.id != read_person({"email": "grace@example.com"}).id


@pytest.mark.parametrize(
    ("given_status", "times", "status", "archived"),
    [
        ("archived", ("completed_at",), "completed", True),
        ("archived", ("started_at",), "abandoned", True),
        ("archived", (), "created", True),
        ("errored", ("started_at",), "abandoned", False),
        ("Completed", (), "completed", False),
    ],
)
def test_what_the_status_leaves_open_is_judged_by_what_happened(
    given_status: str, times: tuple[str, ...], status: str, archived: bool
) -> None:
    told = dict.fromkeys(times, "2026-05-01T12:00:00Z")
    record = read_conversation({"id": WIRE["id"], "status": given_status, **told})
    assert (record.status, record.archived) == (status, archived)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"agent_id": 5}, "agent_id"),
        ({"agent_id": "no id"}, "agent_id"),
        ({"status": None}, "status"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"completed_at": "2001-01-01T00:00:00Z"}, "completed_at"),
        ({"completed_at": "2301-01-01T00:00:00Z"}, "completed_at"),
        ({"participant_profile": {"email": 5}}, "participant_profile.email"),
        ({"participant_profile": {"id": "no id"}}, "participant_profile.id"),
        ({"participant_profile": {"id": "x", "last_name": "x" * 301}},
         "participant_profile.last_name"),
        ({"session_properties": []}, "session_properties"),
        ({"session_properties": {"x": "\0"}}, "session_properties"),
        ({"path_taken": "x"}, "path_taken"),
        ({"path_taken": ["\0"]}, ""),
        ({"transcript": {"messages": [{"role": "agent", "content": "x"}]}},
         "transcript.messages[0].role"),
        ({"transcript": {"messages": [{"role": "user"}]}}, "transcript.messages[0].content"),
        ({"transcript": {"messages": [{"role": "user", "content": "x", "created_at": "x"}]}},
         "transcript.messages[0].created_at"),
        ({"transcript": {"messages": [{"role": "user", "content": "x", "modality": "smell"}]}},
         "transcript.messages[0].modality"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_in_the_wires_words(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_conversation({**WIRE, **change})
    assert refused.value.field == field
