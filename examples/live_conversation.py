"""Create a conversation and play a session of 40 turns into it, as a runtime would.

    ROXELS_API_KEY=sk_test_… python examples/live_conversation.py --base-url http://localhost:8000

The key needs conversations:write, events:write, conversations:read and templates:write. Open the
conversation beside it (a test key's are in the list under a switch) and watch the words come in.
Needs httpx.
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx

Event = dict[str, Any]

TEMPLATE = {
    "name": "Cancelled plan",
    "description": "Why somebody left, and what would bring them back.",
    "instructions": "Talk with {{context.name}}, who was on the {{context.plan}} plan.",
    "goals": [
        {"id": "reason", "description": "Why they left", "type": "text", "critical": True},
        {"id": "rating", "description": "How likely they recommend us, 0 to 10", "type": "number"},
        {"id": "would_return", "description": "Whether they would return", "type": "boolean"},
    ],
    "criteria": [{"id": "polite", "description": "The agent stayed polite"}],
}

SMALL_TALK = [
    ("Thanks for that. What did you use it for most?", "Mostly weekly reports for my team."),
    ("How many of you were there?", "Twelve at first, nine towards the end."),
    ("And how did the reports reach people?", "By e-mail. Some never opened them."),
    ("What did they use instead?", "A spreadsheet, to be honest."),
    ("Was anything hard to find?", "The export. It took me a week to see it."),
    ("I have noted that. What went well?", "Support was quick, every single time."),
    ("Good to hear. Did you try the phone app?", "Once. It logged me out at night."),
]
OPENING = [
    ("assistant", "Hello!"),
    ("user", "Hi, I have ten minutes."),
    ("assistant", "That is plenty, thank you. Why did you leave us?"),
    ("user", "It became too expensive when they raised the price in March."),
]
CLOSING = [
    ("assistant", "From 0 to 10, how likely would you recommend us?"),
    ("user", "I would say 7, the product itself is fine."),
    ("assistant", "And would you come back at the old price?"),
    ("user", "Yes, at the old price I would be back tomorrow."),
    ("assistant", "I will pass that on. Thank you for your time."),
    ("user", "Thanks, bye."),
]


def turns() -> list[tuple[str, str]]:
    """Return the 40 turns as (role, text)."""
    middle = []
    for number in range(15):
        asked, answered = SMALL_TALK[number % len(SMALL_TALK)]
        again = "" if number < len(SMALL_TALK) else "Once more: "
        middle += [("assistant", again + asked), ("user", answered)]
    return [*OPENING, *middle, *CLOSING]


class Session:
    """Sends events in batches; a batch is sent again, ids and all, until it got an answer."""

    def __init__(self, client: httpx.Client, session_id: str) -> None:
        self._client = client
        self._path = f"/v1/sessions/{session_id}/events"

    def send(self, *happened: tuple[str, dict[str, Any]]) -> None:
        events = [
            {"id": f"evt_{uuid.uuid4().hex}", "type": kind, "at": now(), "data": data}
            for kind, data in happened
        ]
        for attempt in range(8):
            try:
                answer = self._client.post(self._path, json={"events": events})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500 and answer.status_code != 429:
                check(answer)
                return
            time.sleep(min(0.2 * 2**attempt, 5))
        sys.exit("The server did not take the events.")


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def check(answer: httpx.Response) -> Any:
    if answer.is_error:
        sys.exit(f"{answer.request.method} {answer.request.url}: {answer.text}")
    return answer.json()


def start(client: httpx.Client, template_id: str | None) -> dict[str, Any]:
    """Return the new conversation; without a template of yours it makes one."""
    if template_id is None:
        template_id = check(client.post("/v1/templates", json=TEMPLATE))["id"]
    body = {
        "template_id": template_id,
        "persons": [{"name": "Ada Lovelace", "external_id": f"example-{uuid.uuid4().hex[:8]}"}],
        "context": {"name": "Ada", "plan": "pro"},
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return dict(check(client.post("/v1/interviews", json=body, headers=headers)))


def play(session: Session, pace: float) -> None:
    """Play the session; `pace`: seconds between two turns."""
    for status in ("loading", "ready", "joining", "connected"):
        session.send(("session.status", {"status": status}))
    for position, (role, text) in enumerate(turns(), 1):
        session.send(("turn", {"role": role, "text": text, "modality": "voice"}), *after(position))
        time.sleep(pace)
    session.send(("session.status", {"status": "disconnecting"}))
    session.send(
        ("session.ended", {"reason": "agent", "outcome": "completed"}),
        ("usage", {"component": "speaker", "quantity": 4100, "unit": "tokens", "cost": 0.0123}),
    )
    session.send(
        (
            "criterion.evaluated",
            {"criterion": "polite", "passed": True, "reasoning": "Always."},
        ),
        (
            "summary",
            {"text": "Ada left over the price rise in March and would return at the old one."},
        ),
    )


def after(position: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is settled once the turn at `position` was said."""
    spoken = len(OPENING) + 30
    if position == 4:
        said = span(position, "too expensive when they raised the price")
        value = "Price rise in March"
        yield "goal.committed", {"goal": "reason", "value": value, "evidence": [said]}
        yield "goal.transition", {"from": "reason", "to": "rating"}
    elif position == 10:
        yield "tool.called", {"name": "find_account", "args": {"plan": "pro"}, "duration_ms": 84}
    elif position == spoken + 2:
        yield "goal.committed", {"goal": "rating", "value": 7, "confidence": 0.94}
    elif position == spoken + 4:
        said = span(position, "at the old price I would be back")
        yield "goal.committed", {"goal": "would_return", "value": True, "evidence": [said]}


def span(position: int, words: str) -> dict[str, int]:
    """Return where `words` stand in the turn at `position`, in characters."""
    start_at = turns()[position - 1][1].index(words)
    return {"turn": position, "start": start_at, "end": start_at + len(words)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", default="http://localhost:8000")
    parser.add_argument("--template", metavar="ID", help="a template of yours, else a new one")
    parser.add_argument("--pace", type=float, default=1.0, help="seconds between two turns")
    options = parser.parse_args()
    key = os.environ.get("ROXELS_API_KEY") or sys.exit("Set ROXELS_API_KEY.")
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=options.base_url, headers=headers, timeout=20) as client:
        made = start(client, options.template)
        print(f"Conversation {made['id']}: join link {made['join_url']}", flush=True)
        play(Session(client, made["session_id"]), options.pace)
        record = check(client.get(f"/v1/interviews/{made['id']}"))
    print(f"{record['status']}: {len(record['transcript'])} turns, findings {record['findings']}")


if __name__ == "__main__":
    main()
