"""What an earlier runner left behind is stopped, and nothing else is."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from roxels_dash.embedded import survivors
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process, Program


@pytest.fixture
def sleeper() -> Iterator[Process]:
    """A process in a session of its own, as the stack's are."""
    program = Program("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
    process = Process(program, Log(quiet=True))
    yield process
    process.ask_to_stop()
    process.end()


def test_a_survivor_is_stopped(tmp_path: Path, sleeper: Process) -> None:
    record = tmp_path / "processes.json"
    survivors.record(record, [sleeper])
    assert survivors.is_same(sleeper.pid, psutil.Process(sleeper.pid).create_time())
    assert survivors.stop_survivors(record) == 1
    assert sleeper.wait(60) == -signal.SIGTERM
    assert survivors.stop_survivors(record) == 0


def test_a_later_process_of_the_same_number_is_left_alone(tmp_path: Path, sleeper: Process) -> None:
    record = tmp_path / "processes.json"
    started = psutil.Process(sleeper.pid).create_time() - 3600
    record.write_text(json.dumps([[sleeper.pid, started, int(signal.SIGKILL)]]))
    assert survivors.stop_survivors(record) == 0
    assert sleeper.exit_code() is None


def test_what_a_killed_process_left_behind_is_killed(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time;"
        "sleeper = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "print(subprocess.Popen(sleeper).pid, flush=True); time.sleep(60)"
    )
    parent = Process(Program("parent", [sys.executable, "-c", script]), Log(quiet=True))
    parent.wait_until(lambda: bool(parent.tail))
    orphan = psutil.Process(int(parent.last_words()))
    record = tmp_path / "processes.json"
    survivors.record(record, [parent])
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(60)
    assert orphan.is_running()
    assert survivors.stop_survivors(record) == 1
    assert not survivors.is_alive(orphan.pid)


@pytest.mark.parametrize("text", [None, "", "not json"])
def test_a_missing_or_damaged_record_names_nobody(tmp_path: Path, text: str | None) -> None:
    record = tmp_path / "processes.json"
    if text is not None:
        record.write_text(text)
    assert survivors.stop_survivors(record) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child of its parent's end")
def test_a_child_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import sys; from roxels_dash.embedded.logs import Log;"
        "from roxels_dash.embedded.process import Process, Program;"
        "sleeper = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "print(Process(Program('child', sleeper), Log(quiet=True)).pid, flush=True);"
        "input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    assert os.getsid(child.pid) == child.pid
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([child], timeout=60)[1] == []
