"""A person with 100,000 conversations in one job, while others' events keep coming in."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import psycopg
from django.db import connection, transaction

from bench.erasure.comparing import SYSTEM
from bench.erasure.making import Size, make_person, organization
from erasure import domain
from erasure.models import Erasure, State, Step, Via
from intake.domain import create_conversations, save_template, take_events
from intake.records import EventRecord, TemplateRecord

EVENTS_A_SECOND = 50
_LOOK_EVERY = 0.02  # seconds
# How long the transaction has been open of whoever writes; only the same role is told of it.
_HELD = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)
    FROM pg_stat_activity a
    WHERE a.pid = %s AND a.xact_start IS NOT NULL AND a.backend_xid IS NOT NULL
"""
# How long the one that has waited longest for a lock of whoever writes has waited.
_WAITED = """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart)), 0)
    FROM pg_locks l WHERE NOT l.granted AND %s = ANY(pg_blocking_pids(l.pid))
"""


@dataclass
class Others:
    """Somebody else's session, which gets events while the job runs; how long each took."""

    seconds: list[float] = field(default_factory=list)
    failures: int = 0


@dataclass
class Watch:
    """What was seen from outside, in seconds, and in megabytes."""

    held: float = 0.0
    waited: float = 0.0
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Large:
    """`hiding`: seconds of the first transaction, `hidden`: until all is hidden; `held`: of the
    longest transaction with locks; `waited`: how long anybody else waited for one, at most.

    `memory`: resident megabytes of the worker's process when its first pieces were done, and the
    most there were after that. `others`: how long events of others took meanwhile, in seconds.
    """

    conversations: int
    hiding: float
    hidden: float
    whole: float
    held: float
    waited: float
    memory: tuple[float, float]
    others: list[float]
    failures: int


def measure(size: Size, url: str, analyze: Callable[[], None]) -> Large:
    """Make the person, erase them in this process, and watch from outside."""
    person = make_person("large", size)
    analyze()
    erasure, _ = domain.request_person(
        actor=SYSTEM, organization=person.organization, public_id=person.public_id, via=Via.SUPPORT
    )
    domain.dry_run(erasure.pk)
    others, over = Others(), threading.Event()
    watch = Watch()
    watched = [
        threading.Thread(target=_watch, args=(url, _own_pid(), over, watch)),
        threading.Thread(target=_send_events, args=(others, over)),
    ]
    for thread in watched:
        thread.start()
    try:
        began = time.perf_counter()
        domain.begin(Erasure.objects.get(pk=erasure.pk))
        hiding = time.perf_counter() - began
        while domain.run_some(3_600):
            pass
        whole = time.perf_counter() - began
    finally:
        over.set()
        for thread in watched:
            thread.join()
    erasure.refresh_from_db()
    if erasure.state != State.DONE:
        raise RuntimeError(f"The job is {erasure.state}: {erasure.problem}")
    early = watch.memory[len(watch.memory) // 10]
    step = Step.objects.get(erasure=erasure, name="hide")
    assert step.finished_at and erasure.began_at
    hidden = (step.finished_at - erasure.began_at).total_seconds()
    return Large(
        size.conversations, hiding, hidden, whole, watch.held, watch.waited,
        (early, max(watch.memory)), others.seconds, others.failures,
    )  # fmt: skip


def _own_pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _watch(url: str, pid: int, over: threading.Event, watch: Watch) -> None:
    process = psutil.Process()
    with psycopg.connect(url, autocommit=True) as raw:
        while not over.wait(_LOOK_EVERY):
            [[held]] = raw.execute(_HELD, [pid]).fetchall()
            [[waited]] = raw.execute(_WAITED, [pid]).fetchall()
            watch.held = max(watch.held, float(held))
            watch.waited = max(watch.waited, float(waited))
            watch.memory.append(process.memory_info().rss / 1024**2)


def _send_events(others: Others, over: threading.Event) -> None:
    own = organization()
    try:
        save_template(own.pk, TemplateRecord(id="tpl_bench", name="Bench", goals=[]))
        with transaction.atomic():
            [session] = create_conversations(own.pk, "tpl_bench", [[]], {}, is_test=False)
        number = 0
        began = time.perf_counter()
        while not over.is_set():
            number += 1
            _send_one(others, own.pk, session.session_id or "", number)
            time.sleep(max(0.0, began + number / EVENTS_A_SECOND - time.perf_counter()))
    finally:
        connection.close()


def _send_one(others: Others, organization_id: int, session_id: str, number: int) -> None:
    told = {"role": "user", "text": f"Word {number}"}
    event = EventRecord.model_validate(
        {"id": f"e{number}", "type": "turn", "at": "2026-06-16T14:41:00Z", "data": told}
    )
    began = time.perf_counter()
    try:
        take_events(organization_id, session_id, [event], is_test=False)
    except Exception:
        others.failures += 1
    others.seconds.append(time.perf_counter() - began)
