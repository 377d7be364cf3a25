"""How fast `manage.py import_conversations` brings history in, and with how much memory."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.people import IMPORTS
from bench.script import Script, script
from bench.stack import Stack
from bench.world import World
from roxels_dash.embedded import programs

COUNT = 5_000
_EVERY = 0.1  # seconds between two looks at the memory
_OF_ORGANIZATION = (
    "conversations_rollupmark", "conversations_hourrollup", "conversations_versionrollup",
    "conversations_goalrollup", "conversations_conversation", "persons_person",
)  # fmt: skip
# Children first.
TABLES = (
    "searchdocument", "usagerecord", "sessionevent", "toolcall", "criterionresult", "finding",
    "turn", "participation",
)  # fmt: skip


@dataclass(frozen=True)
class Import:
    """Conversations a second, the whole command; megabytes half-way through and at the end."""

    count: int
    seconds: float
    half_way: float
    at_the_end: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def growth(self) -> float:
        return self.at_the_end / self.half_way


def measure(stack: Stack, world: World) -> Import:
    """Import into the full database, and take it out again."""
    with imported(stack, world) as measured:
        return measured


@contextmanager
def imported(stack: Stack, world: World) -> Iterator[Import]:
    """Import into the full database; have it there as long as this lasts."""
    file = stack.folder / "import.jsonl"
    _write(file, world)
    try:
        yield bring_in(stack, "import_conversations", "--organization", IMPORTS, str(file))
    finally:
        file.unlink()
        take_out(stack, IMPORTS)


def bring_in(stack: Stack, *command: str, **variables: str) -> Import:
    """Run a command that makes COUNT conversations, and look at its memory meanwhile."""
    program = programs.manage("import", *command, environment=stack.variables)
    memory: list[float] = []
    began = time.monotonic()
    with subprocess.Popen(
        program.command, env={**stack.variables, **variables}, stdout=subprocess.PIPE, text=True
    ) as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            memory.append(seen.memory_info().rss / 1e6)
            time.sleep(_EVERY)
        seconds = time.monotonic() - began
        told = process.stdout.read() if process.stdout else ""
    if process.returncode != 0 or f"{COUNT} created" not in told:
        raise RuntimeError(f"{command[0]} failed: {told.strip()}")
    settled = [size for size in memory if size > 0]
    return Import(COUNT, seconds, settled[len(settled) // 2], max(settled[-5:]))


def _write(file: Path, world: World) -> None:
    with file.open("w") as lines:
        for number in range(COUNT):
            lines.write(json.dumps(_interview(script(number, world))) + "\n")


def _interview(made: Script) -> dict[str, Any]:
    """The conversation as the Roxels API words it."""
    persons = [
        {"external_id": f"ext-{person}", "name": name}
        for person, name in zip(made.persons, made.names, strict=True)
    ]
    transcript = [
        {
            "role": "user" if position % 2 == 0 else "assistant",
            "text": text,
            "timestamp": made.turn_at(position).isoformat(),
        }
        for position, text in enumerate(made.texts, 1)
    ]
    return {
        "id": f"import_{made.id}",
        "template_id": f"tpl_import_{made.version.template_id}",
        "status": made.status,
        "created_at": made.created_at.isoformat(),
        "started_at": made.started_at.isoformat() if made.started_at else None,
        "ended_at": made.ended_at.isoformat() if made.ended_at else None,
        "persons": persons,
        "summary": made.summary,
        "findings": {goal: answer.value for goal, answer in made.found},
        "transcript": transcript,
    }


def take_out(stack: Stack, slug: str) -> None:
    """Leave the data as it was loaded; the product itself only ever erases."""
    with psycopg.connect(stack.owner_url) as connection:
        [organization] = connection.execute(
            "SELECT id FROM orgs_organization WHERE slug = %s", [slug]
        ).fetchone() or (0,)
        found = connection.execute(
            "SELECT id FROM conversations_conversation WHERE organization_id = %s", [organization]
        )
        keys = [key for (key,) in found]
        for table in TABLES:
            connection.execute(
                f"DELETE FROM conversations_{table} WHERE conversation_id = ANY(%s)", [keys]
            )
        for table in _OF_ORGANIZATION:
            connection.execute(f"DELETE FROM {table} WHERE organization_id = %s", [organization])
