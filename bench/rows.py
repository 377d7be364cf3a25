"""A generated conversation as lines of COPY, table by table."""

import hashlib
import random
from collections.abc import Iterator
from typing import Any

from bench import tables
from bench.documents import document
from bench.script import Script
from bench.tables import Table, line
from bench.world import CRITERIA, GOALS
from intake.values import value_text

_EVENTS = ("session_started", "screen_shared", "session_ended")
_USAGE = (("llm_speaker", "tokens"), ("llm_extraction", "tokens"), ("stt", "seconds"))


def rows(script: Script) -> Iterator[tuple[Table, str]]:
    """Yield every row of one conversation; ids and draws are the same at every call."""
    rng = random.Random(f"rows {script.number}")
    owner = (script.company.id, script.id)
    yield tables.CONVERSATION, line(_conversation(script, rng))
    yield tables.TURN, _turns(script)
    yield tables.SEARCH, line((script.id, script.created_at, script.company.id, _document(script)))
    for goal, answer in script.found:
        turn = rng.randint(1, len(script.texts))
        evidence = [{"turn": turn, "start": 0, "end": min(12, len(script.texts[turn - 1]))}]
        finding = (script.version.template_id, goal, True, answer.json, *answer.readings)
        place = (evidence, "located", None, script.ended_at, script.created_at)
        yield tables.FINDING, line((*owner, *finding, *place))
    for position, person in enumerate(script.persons):
        yield tables.PARTICIPATION, line((*owner, person, position, script.created_at))
    if script.texts:
        yield from _session(script, owner, rng)


def _session(
    script: Script, owner: tuple[int, int], rng: random.Random
) -> Iterator[tuple[Table, str]]:
    at = script.started_at
    for name in CRITERIA if script.ended_at else ():
        passed = rng.random() < 0.8
        reason = "It is as the criterion asks." if passed else "Something was left out."
        yield tables.CRITERION, line((*owner, name, passed, reason, script.ended_at))
    if rng.random() < 0.4:
        after = rng.randint(1, len(script.texts))
        call = ("lookup_order", {"order": after}, {"state": "sent"}, "", script.turn_at(after), 180)
        yield tables.TOOL_CALL, line((*owner, 1, after, *call))
    for index, kind in enumerate(_EVENTS):
        digest = hashlib.sha256(f"{script.id} {kind}".encode()).digest()
        event = (f"evt_{script.id}_{index}", kind, at, digest, {"attempt": 1})
        yield tables.EVENT, line((*owner, *event))
    for component, unit in _USAGE:
        quantity = script.seconds * rng.randint(1, 40)
        used = (component, quantity, unit, f"{quantity * 2e-6:.6f}", "USD", script.ended_at or at)
        yield tables.USAGE, line((*owner, *used))


def _turns(script: Script) -> str:
    """The 20 rows that decide how long loading takes, formatted by hand."""
    head = f"{script.company.id}\t{script.id}\tturn_{script.id:016d}"
    return "".join(
        f"{head}{position:05d}\t{position}\t{'user' if position % 2 == 0 else 'assistant'}\t{text}"
        f"\tvoice\t{script.turn_at(position).isoformat()}\n"
        for position, text in enumerate(script.texts, 1)
    )


def _document(script: Script) -> str:
    """The words that intake would index, in its order and with its weights."""
    fields = [("A", name) for name in script.names]
    fields.append(("B", script.summary))
    fields += [("C", f"{goal} {value_text(answer.value)}") for goal, answer in script.found]
    fields += [("D", text) for text in script.texts]
    return document(script.company.id, fields)


def _conversation(script: Script, rng: random.Random) -> tuple[Any, ...]:
    version = script.version
    delivered = rng.choices(("none", "success", "failed", "pending"), (40, 54, 4, 2))[0]
    total = 0 if delivered == "none" else 2
    return (
        *(script.id, script.company.id, f"iv_{script.id:021d}", f"sess_{script.id:021d}"),
        *(version.template_id, version.id, script.status),
        *("completed" if script.status == "completed" else "", "hangup", "bench", False),
        *(script.created_at, script.started_at, script.ended_at, script.seconds or None),
        *(script.created_at, 1, script.summary, {"channel": "web", "plan": "team"}, {}, {}, None),
        *(", ".join(script.names), len(script.persons), version.template_name, version.number),
        *(script.summary.split(".")[0][:200], len(script.texts), len(script.found)),
        *(len(script.found), len(GOALS), {goal: answer.value for goal, answer in script.found}),
        *(delivered, total, 1 if delivered == "failed" else 0),
    )
