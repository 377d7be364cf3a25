"""A runtime that leads sessions, as `examples/live_conversation.py` does: what it sent is known."""

import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

Event = dict[str, Any]

GOALS = ("location", "date", "undeclared")
PAUSE = 0.05  # seconds until it tries again


@dataclass
class Session:
    """A session that a runtime leads. `acknowledged`: the events that the server said it took."""

    id: str
    conversation_id: str
    acknowledged: list[Event] = field(default_factory=list)

    def said(self) -> list[str]:
        """Return the transcript that the acknowledged events tell."""
        told: list[str] = []
        for event in self.acknowledged:
            if event["type"] == "turn":
                told.append(event["data"]["text"])
            elif event["type"] == "turn.corrected":
                told[event["data"]["turn"] - 1] = event["data"]["text"]
        return told

    def told(self, kind: str, field: str) -> list[Any]:
        """Return this field of all events of the kind."""
        return [e["data"][field] for e in self.acknowledged if e["type"] == kind]

    def last(self, kind: str, key: str, value: str) -> dict[str, Any]:
        """Return what events of the kind left standing: by the field `key` that of `value`."""
        return dict(zip(self.told(kind, key), self.told(kind, value), strict=True))


class Runtime(threading.Thread):
    """Leads one session after the other; sends a batch again, ids and all, until it is answered.

    `failure`: what it did not expect, and ended at. `is_retrying`: its last try met no server.
    """

    def __init__(self, url: str, secret: str, template_id: str, seed: int) -> None:
        super().__init__(daemon=True)
        headers = {"Authorization": f"Bearer {secret}"}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=20)
        self._template_id = template_id
        self._random = random.Random(seed)
        self._is_asked_to_stop = False
        self.sessions: list[Session] = []
        self.batch: list[Event] = []
        self.batches = self.retries = self.duplicates = self.replays = 0
        self.is_retrying = False
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with self._client:
                while not self._is_asked_to_stop:
                    self._lead()
        except Exception as failure:
            self.failure = failure

    def stop(self) -> None:
        """Let it lead its session to the end, every batch acknowledged, and begin no other."""
        self._is_asked_to_stop = True
        self.join(300)
        assert not self.is_alive()
        assert self.failure is None, self.failure

    def _lead(self) -> None:
        body = {"template_id": self._template_id, "persons": [{"name": "Ada"}]}
        answer = self._send("/v1/interviews", body, {"Idempotency-Key": uuid.uuid4().hex})
        self.replays += "Idempotent-Replayed" in answer.headers
        made = answer.json()
        session = Session(made["session_id"], made["id"])
        self.sessions.append(session)
        for _ in range(self._random.randint(5, 40)):
            self._tell(
                session, [self._happening(session) for _ in range(self._random.randint(1, 20))]
            )
        self._tell(session, [_event("session.ended", reason="agent", outcome="completed")])
        self._tell(session, [_event("summary", text=f"{len(session.acknowledged)} events.")])

    def _tell(self, session: Session, batch: list[Event]) -> None:
        self.batch = batch
        told = self._send(f"/v1/sessions/{session.id}/events", {"events": batch}).json()
        assert sorted(told.values()) == [0, len(batch)], "all of it is new, or none"
        self.duplicates += told["duplicates"]
        self.batches += 1
        session.acknowledged += batch
        self.batch = []

    def _send(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        while True:
            try:
                answer = self._client.post(path, json=body, headers=headers)
            except httpx.TransportError:
                self.is_retrying = True
                self.retries += 1
                time.sleep(PAUSE)
                continue
            self.is_retrying = False
            if answer.status_code == 503:  # It was told to come again.
                self.retries += 1
                time.sleep(PAUSE)
                continue
            assert answer.is_success, answer.text
            return answer

    def _happening(self, session: Session) -> Event:
        turns = sum(event["type"] == "turn" for event in session.acknowledged)
        number = self._random.randrange(10**9)
        match self._random.randrange(12):
            case 0:
                return _event("goal.committed", goal=self._random.choice(GOALS), value=number)
            case 1:
                return _event("tool.called", name="search", args={"number": number})
            case 2:
                return _event("usage", component="speaker", quantity=number % 1000, unit="tokens")
            case 3:
                return _event("criterion.evaluated", criterion="polite", passed=bool(number % 2))
            case 4 if turns:
                position = self._random.randint(1, turns)
                return _event("turn.corrected", turn=position, text=f"Rather {number}.")
        return _event("turn", role="user", text=f"It is number {number}.")


def _event(kind: str, **data: Any) -> Event:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"id": f"evt_{uuid.uuid4().hex}", "type": kind, "at": now, "data": data}
