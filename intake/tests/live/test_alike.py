"""However a session's events are cut into batches and sent again, it becomes the same record,
and the one that an import of it would have become."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from conversations.queries import record as records
from intake.domain import refresh_search
from intake.records import EventRecord
from intake.tests.live.playing import event, play, said, session
from intake.tests.making import conversation, template
from intake.tests.test_again import everything
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

WORDS = ("San Jose", "two", "Monday", "Sino, please", "nothing", "")
GOALS = ("location", "date", "mood")
LATE = ("summary", "criterion", "commit", "usage", "callback", "correct")
EARLY = ("turn", "turn", "turn", "tool", "progress", "concern", "share", *LATE)
OWN = {"id", "conversation_id", "organization_id", "public_id", "template_id"}
HEAD = OWN | {
    "session_id", "created_at", "updated_at", "revision", "search_due_at", "joinable_until",
    "template_version_id",
}  # fmt: skip
CHILDREN = (Turn, ToolCall, Finding, CriterionResult, UsageRecord, SessionEvent)
ONLY_LIVE = {"source", "session_status", "last_event_at"}


@dataclass
class Story:
    """Draws events that can happen one after another; `texts` is the transcript so far."""

    draw: Any
    texts: list[str] = field(default_factory=list)
    number: int = 0

    def of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def event(self, kind: str) -> EventRecord | None:
        self.number += 1
        return getattr(self, kind)(str(self.number), self.number)

    def turn(self, key: str, second: int) -> EventRecord:
        text = f"{self.of(*WORDS)} {self.of(*WORDS)}".strip()
        self.texts.append(text)
        return said(key, text, self.of("user", "user", "assistant"), second, id=f"turn_{key}")

    def correct(self, key: str, second: int) -> EventRecord | None:
        if not self.texts:
            return None
        index = self.draw(st.integers(0, len(self.texts) - 1))
        self.texts[index] = text = self.of(*WORDS)
        return event(key, "turn.corrected", second, turn=index + 1, text=text)

    def commit(self, key: str, second: int) -> EventRecord:
        given: dict[str, Any] = {}
        if self.texts and self.of(True, False):
            index = self.draw(st.integers(0, len(self.texts) - 1))
            given["evidence"] = [{"turn": index + 1}]
            if end := len(self.texts[index]):
                given["evidence"].append({"turn": index + 1, "start": 0, "end": end})
        value = self.of(*WORDS, 2, None, ["Monday", "two"], True)
        return event(key, "goal.committed", second, goal=self.of(*GOALS), value=value, **given)

    def tool(self, key: str, second: int) -> EventRecord:
        return event(key, "tool.called", second, name="search", args={"q": self.of(*WORDS)})

    def progress(self, key: str, second: int) -> EventRecord:
        return event(key, "goal.progress", second, goal=self.of(*GOALS), state="asked")

    def concern(self, key: str, second: int) -> EventRecord:
        return event(key, "advisor.concern", second, concern=self.of(*WORDS))

    def share(self, key: str, second: int) -> EventRecord:
        return event(key, "screen_share.started", second, segment="1")

    def summary(self, key: str, second: int) -> EventRecord:
        return event(key, "summary", second, text=self.of(*WORDS))

    def criterion(self, key: str, second: int) -> EventRecord:
        named, passed = self.of("polite", "short"), self.of(True, False, None)
        return event(key, "criterion.evaluated", second, criterion=named, passed=passed)

    def usage(self, key: str, second: int) -> EventRecord:
        return event(key, "usage", second, component="stt", quantity=second, unit="seconds")

    def callback(self, key: str, second: int) -> EventRecord:
        return event(key, "callback.fired", second, name="onBooked", payload=self.of(1, None))

    def end(self, key: str, second: int) -> EventRecord:
        return event(key, "session.ended", second, reason=self.of("agent", "user", "error"))


@st.composite
def stories(draw: Any) -> list[EventRecord]:
    story = Story(draw)
    kinds = draw(st.lists(st.sampled_from(EARLY), max_size=12))
    if draw(st.booleans()):
        kinds += ["end", *draw(st.lists(st.sampled_from(LATE), max_size=4))]
    happened = [story.event(kind) for kind in ("turn", *kinds)]
    return [each for each in happened if each is not None]


@st.composite
def sendings(draw: Any, events: list[EventRecord]) -> list[list[EventRecord]]:
    """Batches that bring all of `events` in order, and some of them again."""
    batches: list[list[EventRecord]] = []
    sent = 0
    while sent < len(events):
        upto = draw(st.integers(sent + 1, len(events)))
        again = draw(st.integers(0, sent))
        batches.append([*events[again:sent], *events[sent:upto], *events[sent : sent + 1]])
        if draw(st.booleans()):
            batches.append(batches[-1])
        sent = upto
    return batches


def rows(conversation: Conversation, *, without: set[str] = HEAD) -> dict[str, Any]:
    """What is stored of a conversation, but for the keys that tell it from its double."""
    head = Conversation.objects.filter(pk=conversation.pk).values().get()
    found: dict[str, Any] = {name: value for name, value in head.items() if name not in without}
    for model in CHILDREN:
        stored = model._default_manager.filter(conversation_id=conversation.pk).order_by("pk")
        left_out = OWN | {"conversation_created_at"}
        found[model.__name__] = [
            {name: value for name, value in row.items() if name not in left_out}
            for row in stored.values()
        ]
    return found


def import_of(organization: Organization, led: Conversation) -> Conversation:
    """Import what was kept of a live conversation, as a file would bring it."""
    told = json.loads(json.dumps(records.record(led)))
    del told["frames"]  # Pictures come in as files of their own.
    for found in told["findings"]:
        if found.pop("evidence_source") != "given":
            found["evidence"] = None
    for event_ in told["events"]:
        event_["data"] = event_["data"] or {}
    changes = {"source": "roxels", "session_id": None}
    return conversation(organization, told.pop("id"), **{**told, **changes})


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_batches_retries_and_imports_make_the_same_record(
    northwind: Organization, other_org: Organization, data: Any
) -> None:
    events = data.draw(stories())
    whole, cut = session(northwind), session(northwind)
    play(whole, *events)
    for batch in data.draw(sendings(events)):
        play(cut, *batch)
    assert rows(cut) == rows(whole)
    before = everything()
    play(cut, *events)
    assert everything() == before
    template(other_org)
    imported = rows(import_of(other_org, whole), without=HEAD | ONLY_LIVE)
    expected = rows(whole, without=HEAD | ONLY_LIVE)
    for stored in (imported, expected):
        stored["digest"] = None
        for row in (*stored["Turn"], *stored["SessionEvent"]):
            row.pop("corrected_at", None)
            row.pop("digest", None)
    assert imported == expected


def page(client: Client, organization: Organization, conversation: Conversation) -> str:
    """The main part of the page, without the ids and dates that tell it from its double."""
    path = f"/o/{organization.slug}/conversations/{conversation.public_id}/"
    answer = client.get(path)
    assert answer.status_code == 200
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main is not None
    # Each form has a token of its own.
    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", main[0])
    for part in conversation.participations.all():
        text = text.replace(part.person.public_id, "person_")
    return text.replace(organization.slug, "slug").replace(conversation.public_id, "iv_")


@pytest.mark.django_db
def test_a_page_does_not_tell_how_its_conversation_came(
    northwind: Organization,
    other_org: Organization,
    admin: User,
    stranger: User,
    client_of: ClientOf,
) -> None:
    led = session(northwind)
    play(
        led,
        event("1", "session.status", 0, status="connected"),
        said("2", "Where would you like to eat?", "assistant", 1),
        said("3", "Somewhere in San Jose.", seconds=6),
        event("4", "tool.called", 7, name="search", args={"city": "San Jose"}, result=["Sino"]),
        event("5", "goal.committed", 8, goal="location", value="San Jose"),
        event("6", "goal.progress", 9, goal="date", state="declined"),
        event("7", "criterion.evaluated", 10, criterion="polite", passed=True),
        event("8", "usage", 10, component="stt", quantity=6, unit="seconds", cost="0.01"),
    )
    play(led, event("9", "session.ended", 60, reason="agent", outcome="completed"))
    play(led, event("10", "summary", 70, text="A table at Sino."))
    refresh_search()
    template(other_org)
    imported = import_of(other_org, led)
    # Until nothing more is to be expected the page of a live one follows along.
    with travel(timezone.now() + timedelta(hours=1)):
        pages = [
            page(client_of(admin), northwind, led),
            page(client_of(stranger), other_org, imported),
        ]
    assert pages[0] == pages[1]
