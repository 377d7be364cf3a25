"""``python -m bench``: load SCALE conversations unless they are there, measure, report.

Reads SCALE (100000), ROUNDS (150), ONLY (one of the parts) and LOCAL_DIR; writes into
`.local/bench/`. A larger SCALE is measured beside the usual one where that is loaded, which tells
how pages grow.
"""

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import places, stack
from bench.loading import load
from bench.outputs import loading as deliveries
from bench.places import Loaded
from bench.stack import Stack
from roxels_dash.embedded.__main__ import StopRequested, heed_signals, ignore_signals
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.refusal import Refusal

_USUAL = 100_000
_PARTS = ("pages", "api", "outputs", "frames", "findings", "pulls", "erasure")
_LEAST = 10_000  # below, the largest organisation has nothing at depth, and no busy persons


def main() -> int:
    """Load if need be, measure, print; return the exit code."""
    log = Log()
    try:
        heed_signals()
        scale, rounds = _number("SCALE", _USUAL), _number("ROUNDS", 150)
        if scale < _LEAST:
            raise Refusal(f"SCALE must be at least {_LEAST}.")
        parts = _parts(os.environ.get("ONLY") or "")
        folder = places.data_folder(scale)
        folder.parent.mkdir(parents=True, exist_ok=True)
        loaded = places.read_note(folder) or _load(folder, scale, log)
        _measure(loaded, parts, rounds, log)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except StopRequested:
        return 130
    finally:
        ignore_signals()
    return 0


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise Refusal(f"{name} must be a whole number, and is {text!r}.")
    return int(text)


def _parts(only: str) -> tuple[str, ...]:
    if only and only not in _PARTS:
        raise Refusal(f"ONLY must be one of {', '.join(_PARTS)}, and is {only!r}.")
    return (only,) if only else _PARTS


def _load(folder: Path, scale: int, log: Log) -> Loaded:
    """Fill the database anew."""
    places.remove_unfinished(folder)
    ends_at = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    log.say(f"Loading {scale:,} conversations into {folder} …")
    with stack.running(folder, stack.LOADING, Log(quiet=True)) as running:
        prepare(running, scale, ends_at)
        seconds = load(running.owner_url, scale, ends_at, log.say)
    loaded = Loaded(scale, ends_at.isoformat(), seconds)
    places.write_note(folder, loaded)
    return loaded


def prepare(running: Stack, scale: int, ends_at: datetime) -> None:
    """Make who reads the pages and what they read it in; leave what lets them and programs in."""
    running.manage(
        "bench_prepare",
        *("--scale", str(scale), "--ends-at", ends_at.isoformat()),
        *("--session", str(running.folder / "session")),
        *("--api-key", str(running.folder / "api-key")),
    )


def _measure(loaded: Loaded, parts: tuple[str, ...], rounds: int, log: Log) -> None:
    """Measure this size, and beside it the usual one where that is loaded, for the growth."""
    with ExitStack() as stacks:
        running = _serve(loaded, stacks)
        if "outputs" in parts and deliveries.lacks_deliveries(running.owner_url):
            deliveries.load(running.owner_url, loaded.end, log.say)
        grows = loaded.scale > _USUAL and "pages" in parts
        smaller = places.read_note(places.data_folder(_USUAL)) if grows else None
        beside = (_serve(smaller, stacks), smaller) if smaller else None
        stack.enter(running)
        from bench.session import measure  # It imports models: only now does Django know where.

        measure(running, loaded, beside, parts, rounds, log)


def _serve(loaded: Loaded, stacks: ExitStack) -> Stack:
    folder = places.data_folder(loaded.scale)
    running = stacks.enter_context(stack.running(folder, stack.serving(), Log(quiet=True)))
    prepare(running, loaded.scale, loaded.end)
    if _lacks_rollups(running):
        running.manage("rebuild_rollups")
        with psycopg.connect(running.owner_url, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
    running.start_web()
    return running


def _lacks_rollups(running: Stack) -> bool:
    """COPY leaves no marks, so nothing has counted the rows."""
    with psycopg.connect(running.owner_url) as connection:
        found = connection.execute("SELECT EXISTS (SELECT FROM conversations_findingrollup)")
        return found.fetchone() != (True,)


if __name__ == "__main__":
    sys.exit(main())
