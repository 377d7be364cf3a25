"""A person's rows erased by the engine, and another one's by the bare statements, by turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Min

from bench.erasure.making import Size, conversations_of, make_person
from erasure import domain
from erasure.models import Erasure, State, Step, Via
from erasure.places import catalogue
from orgs.domain.audit import Actor
from orgs.models import AuditEvent
from persons.models import Person
from privacy.registry import CONVERSATIONS, PERSONS

SYSTEM = Actor(AuditEvent.Actor.SYSTEM, None)


@dataclass(frozen=True)
class Compared:
    """Seconds: `rows` of the engine's row steps, `bare` of the statements, `whole` of the job."""

    rows: float
    bare: float
    whole: float


def compare(number: int, size: Size, analyze: Callable[[], None]) -> Compared:
    """Erase two persons of the same size, the engine's first on even rounds.

    `analyze`: has the planner know what was just made, as autovacuum would tell it.
    """
    first, second = (make_person(f"round-{number}-{each}", size) for each in ("a", "b"))
    analyze()
    if number % 2:
        bare = bare_deletes(second)
        rows, whole = by_engine(first)
    else:
        rows, whole = by_engine(first)
        bare = bare_deletes(second)
    return Compared(rows, bare, whole)


def begin(person: Person) -> Erasure:
    """Return an erasure that has just begun."""
    erasure, _ = domain.request_person(
        actor=SYSTEM, organization=person.organization, public_id=person.public_id, via=Via.SUPPORT
    )
    domain.begin(erasure)
    return erasure


def by_engine(person: Person) -> tuple[float, float]:
    """Return how long the rows took, and how long the job, from the request to the receipt."""
    began = time.perf_counter()
    erasure = begin(person)
    while domain.run_some(600):
        pass
    whole = time.perf_counter() - began
    erasure.refresh_from_db()
    if erasure.state != State.DONE:
        raise RuntimeError(f"The job is {erasure.state}: {erasure.problem}")
    steps = Step.objects.filter(erasure=erasure)
    rows = steps.filter(name="rows").aggregate(began=Min("started_at"), last=Max("position"))
    # The step behind them begins when their last transaction is committed, with all its checks.
    after = steps.filter(position__gt=rows["last"]).aggregate(began=Min("started_at"))
    return (after["began"] - rows["began"]).total_seconds(), whole


def bare_deletes(person: Person) -> float:
    """Run the same statements in the same order, each once for all there is, and commit each."""
    conversations = conversations_of(person)
    keys = {CONVERSATIONS: conversations, PERSONS: [person.pk]}
    with connection.cursor() as cursor:
        for place, found in catalogue().listed.items():
            cursor.execute(found, {"keys": conversations})
            keys[place] = [key for (key,) in cursor.fetchall()]
    began = time.perf_counter()
    for rows in catalogue().rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rows.erasing, {"keys": keys[rows.root]})
    return time.perf_counter() - began
