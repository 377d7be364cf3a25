"""Values in bodies and headers are data, whatever they hold."""

import json
from datetime import UTC, datetime
from typing import Any

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs import payloads
from outputs.payloads import Facts
from web.placeholders import render

NOW = datetime(2026, 6, 16, 14, 40, tzinfo=UTC)
NASTY = ("{{findings.a}}", '"}', "\\", "{% raw %}", "\r\nX: 1", "{{", "}}", "\x00", "\u2028", "é")
text = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"])))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), text),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


def facts(**fields: Any) -> Facts:
    """Return the facts of an ended conversation, with these instead of its own."""
    given: dict[str, Any] = {
        "conversation_id": "iv_1",
        "session_id": "sess_1",
        "template_id": "tpl_1",
        "is_test": False,
        "status": "completed",
        "created_at": NOW,
        "started_at": NOW,
        "ended_at": NOW,
        "duration_seconds": 40,
        "end_reason": "agent",
        "summary": "Booked.",
        "context": {},
        "findings": {},
        "person": {},
    }
    return Facts(**given | fields)


@settings(deadline=None)
@given(value=values)
def test_a_place_alone_becomes_the_value_with_its_type(value: Any) -> None:
    body = {"kept": "{{ findings.a }}", "deep": [{"x": "{{findings.a}}"}]}
    filled = render(body, payloads.values(facts(findings={"a": value})))

    sent = json.loads(payloads.encode(filled))
    assert sent == {"kept": value, "deep": [{"x": value}]}


@settings(deadline=None)
@given(value=values, before=text.filter(lambda t: "{" not in t), after=st.just(" end"))
def test_within_a_text_a_value_is_text_and_never_read_again(
    value: Any, before: str, after: str
) -> None:
    template = before + "-{{context.a}}" + after
    filled = render(template, payloads.values(facts(context={"a": value})))

    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    assert filled == f"{before}-{'' if value is None else written}{after}"


@settings(deadline=None)
@given(value=values)
def test_a_header_stays_one_line_that_can_be_sent(value: Any) -> None:
    data = payloads.values(facts(person={"name": value}))
    sent = payloads.headers({"X-Person": "{{person.name}}", "X-In": "a {{person.name}} b"}, data)

    for line in sent.values():
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in line)
    raw = [(name.encode(), line.encode()) for name, line in sent.items()]
    h11.Request(method="POST", target="/", headers=[(b"host", b"a"), *raw])


def test_what_there_is_to_fill_in() -> None:
    given = facts(
        findings={"location": "San Jose", "a.b": 1},
        context={"plan": {"seats": 4}},
        person={"id": "person_1", "external_id": "user_1", "name": "Ada"},
    )
    body = {
        "one": "{{conversation.id}} {{conversation.session_id}}",
        "two": "{{person.external_id}}",
        "three": "{{context.plan.seats}}",
        "four": "{{findings.a.b}}",
        "five": "{{summary}}",
        "six": "{{value}}",
        "seven": "{{findings.missing}}",
        "eight": "{{secrets.key}} {{ person.name }}",
        "{{person.id}}": True,
    }
    assert render(body, payloads.values(given, "location")) == {
        "one": "iv_1 sess_1",
        "two": "user_1",
        "three": 4,
        "four": 1,
        "five": "Booked.",
        "six": "San Jose",
        "seven": None,
        "eight": "{{secrets.key}} Ada",
        "{{person.id}}": True,
    }


@pytest.mark.parametrize(
    ("event", "own"),
    [
        ("conversation.ended", {"duration_seconds": 40, "auto_close": True}),
        (
            "conversation.completed",
            {"duration_seconds": 40, "auto_close": True, "summary": "Booked."},
        ),
        ("goal.committed", {"goal": "location", "value": "San Jose"}),
        ("criteria.evaluated", {"criteria": [{"criterion": "c", "passed": True, "reasoning": ""}]}),
    ],
)
def test_the_standard_payload_of_each_event(event: str, own: dict[str, Any]) -> None:
    given = facts(
        findings={"location": "San Jose"},
        person={"external_id": "user_1"},
        criteria=[{"criterion": "c", "passed": True, "reasoning": ""}],
    )
    payload = payloads.standard(event, given, NOW, "location")

    assert payload["type"] == event and payload["timestamp"] == "2026-06-16T14:40:00Z"
    always = {
        "conversation_id": "iv_1",
        "session_id": "sess_1",
        "template_id": "tpl_1",
        "external_id": "user_1",
        "test": False,
        "findings": {"location": "San Jose"},
    }
    assert payload["data"] == always | own
