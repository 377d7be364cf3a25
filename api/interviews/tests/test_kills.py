"""The web server is killed while events come in: what it acknowledged is there, and there once,
and so is what it set off."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from api.gate.tests.keys import make_key
from api.interviews.tests.runtime import Runtime, Session
from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from intake.tests.making import template
from orgs.models import Organization
from outputs.models import Delivery
from outputs.tests.making import endpoint, webhook
from roxels_dash.tests.serving import WebServer

pytestmark = pytest.mark.django_db(transaction=True)

RUNTIMES = 4
EVENTS = ("goal.committed", "conversation.ended", "conversation.completed", "criteria.evaluated")

logger = logging.getLogger(__name__)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Have a failure show the seed, and not every request."""
    caplog.set_level(logging.WARNING, logger="httpx")
    caplog.set_level(logging.INFO, logger=__name__)


def wait_for(runtimes: list[Runtime], is_so: Callable[[Runtime], bool]) -> None:
    """Wait until it is so of each, one after the other."""
    deadline = time.monotonic() + 300
    for runtime in runtimes:
        while not is_so(runtime):
            assert runtime.failure is None, runtime.failure
            assert time.monotonic() < deadline
            time.sleep(0.005)


def wait_for_progress(runtimes: list[Runtime]) -> None:
    """Wait until each got one more batch acknowledged."""
    before = {runtime: runtime.batches for runtime in runtimes}
    wait_for(runtimes, lambda runtime: runtime.batches > before[runtime])


def stored_ids(session: Session) -> list[str]:
    """The ids of the session's events as they were taken, in order."""
    events = SessionEvent.objects.filter(conversation__public_id=session.conversation_id)
    return list(events.order_by("pk").values_list("event_id", flat=True))


def check_the_acknowledged(runtimes: list[Runtime]) -> None:
    """What was acknowledged is there; of what was not, the whole batch or nothing."""
    wait_for(runtimes, lambda runtime: runtime.is_retrying)
    for runtime in runtimes:
        for session in runtime.sessions[-1:]:
            acknowledged = [event["id"] for event in session.acknowledged]
            unanswered = [event["id"] for event in runtime.batch]
            assert stored_ids(session) in (acknowledged, acknowledged + unanswered)


def check_all(runtimes: list[Runtime]) -> None:
    """What is stored is exactly what was sent."""
    sessions = [session for runtime in runtimes for session in runtime.sessions]
    assert Conversation.objects.count() == len(sessions)
    for session in sessions:
        assert stored_ids(session) == [event["id"] for event in session.acknowledged]
        saved = Conversation.objects.get(public_id=session.conversation_id)
        assert (saved.status, saved.outcome) == ("completed", "completed")
        check_words(session, saved)
        check_facts(session, saved)
        check_deliveries(session, saved)


def check_words(session: Session, saved: Conversation) -> None:
    said = session.said()
    turns = Turn.objects.filter(conversation=saved).order_by("position")
    assert list(turns.values_list("position", "text")) == list(enumerate(said, start=1))
    assert saved.turn_count == len(said)
    assert saved.summary == session.told("summary", "text")[-1]


def check_facts(session: Session, saved: Conversation) -> None:
    findings = Finding.objects.filter(conversation=saved)
    committed = session.last("goal.committed", "goal", "value")
    assert dict(findings.values_list("goal", "value")) == committed == saved.findings
    judged = CriterionResult.objects.filter(conversation=saved)
    passed = session.last("criterion.evaluated", "criterion", "passed")
    assert dict(judged.values_list("criterion", "passed")) == passed
    called = ToolCall.objects.filter(conversation=saved).order_by("position")
    assert list(called.values_list("args", flat=True)) == session.told("tool.called", "args")
    used = UsageRecord.objects.filter(conversation=saved).order_by("pk")
    assert list(used.values_list("quantity", flat=True)) == session.told("usage", "quantity")


def check_deliveries(session: Session, saved: Conversation) -> None:
    sent = Delivery.objects.filter(conversation=saved).values_list("event_type", "goal")
    times = Counter(sent)
    over = {("conversation.ended", ""), ("conversation.completed", "")}
    met = {("goal.committed", goal) for goal in session.told("goal.committed", "goal")}
    judged = {("criteria.evaluated", "") for _ in session.told("criterion.evaluated", "passed")}
    assert times.keys() == over | met | judged
    assert all(times[event] == 1 for event in over)
    assert times.total() == saved.deliveries_total


def kill_at_random(organization: Organization, kills: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    logger.info("The seed is %d", seed)
    moments = random.Random(seed)
    to = endpoint(organization)
    template(organization, outputs=[webhook(to, event, id=event) for event in EVENTS])
    secret = make_key(organization, requests_per_minute=1_000_000)
    server = WebServer().start()
    runtimes = [Runtime(server.url, secret, "tpl_1", seed + each) for each in range(RUNTIMES)]
    try:
        for runtime in runtimes:
            runtime.start()
        for _ in range(kills):
            wait_for_progress(runtimes)
            time.sleep(moments.uniform(0, 0.5))
            server.kill()
            check_the_acknowledged(runtimes)
            server.start()
        for runtime in runtimes:
            runtime.stop()
    finally:
        server.stop()
    check_all(runtimes)
    tell(runtimes, kills)


def tell(runtimes: list[Runtime], kills: int) -> None:
    """Log what happened, for whoever asks by `pytest -rP`."""
    sessions = [session for runtime in runtimes for session in runtime.sessions]
    figures = {
        "kills": kills,
        "sessions": len(sessions),
        "events": sum(len(session.acknowledged) for session in sessions),
    }
    for name in ("batches", "retries", "duplicates", "replays"):
        figures[name] = sum(getattr(runtime, name) for runtime in runtimes)
    logger.info("%s", figures)


def test_a_killed_server_loses_and_doubles_nothing(northwind: Organization) -> None:
    kill_at_random(northwind, kills=3)


@pytest.mark.soak
def test_a_server_killed_fifty_times_loses_and_doubles_nothing(northwind: Organization) -> None:
    kill_at_random(northwind, kills=50)
