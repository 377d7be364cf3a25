"""The example pulls one whole instance into another, and finds them telling the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from roxels_dash.embedded import ports
from roxels_dash.embedded.programs import ROOT


@pytest.mark.soak
def test_two_instances_tell_the_same(tmp_path: Path) -> None:
    port = next(port for port in range(ports.free_port(), 60_000)
                if not ports.answers(port) and not ports.answers(port + 1))  # fmt: skip
    options = ["--work-dir", str(tmp_path), "--port", str(port)]
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "pull_between_two.py"), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" 0 different") == 3
