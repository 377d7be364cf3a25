"""A shell with curl, as somebody has who reads a document and tries what is printed there."""

import os
import shutil
import subprocess

import pytest

from roxels_dash.embedded.programs import ROOT

# A function, so that the printed call itself stays untouched.
SHELL = """\
curl() { command curl --silent --show-error --write-out '\\n%{http_code}' "$@"; }
"""


DOCUMENTS = ROOT / "docs" / "api"  # where its reader tries what is printed


def run_curl(call: str, key: str) -> tuple[int, str]:
    """Return the status and the body that `call` gets, with `key` in $ROXELS_API_KEY."""
    shell = shutil.which("sh")
    assert shell
    done = subprocess.run(
        [shell, "-c", SHELL + call],
        env={"ROXELS_API_KEY": key, "PATH": _path_of_curl()},
        cwd=DOCUMENTS,
        capture_output=True,
        text=True,
        check=True,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def _path_of_curl() -> str:
    found = shutil.which("curl")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("CI is set, and there is no curl on this machine", pytrace=False)
        pytest.skip("no curl on this machine")
    return found.removesuffix("/curl")
