"""Calls that documents print, run as they stand there, and their answers beside those printed."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest

ID = re.compile(r"(iv|sess|tpl|person|ep|msg)_\w+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ANYTHING = "…"
# A function, so that the printed call itself stays untouched.
SHELL = """\
curl() { command curl --silent --show-error --write-out '\\n%{http_code}' "$@"; }
"""


@dataclass
class Reader:
    """Somebody who reads from top to bottom, with a server and a key of their own.

    `own`: what they write in place of what is printed; they learn ids and cursors from answers.
    """

    own: dict[str, str]
    key: str
    differences: list[str] = field(default_factory=list)

    def run(self, call: str) -> tuple[int, str]:
        """Return the status and the body of what a shell answers to `call`."""
        shell = shutil.which("sh")
        assert shell
        done = subprocess.run(
            [shell, "-c", SHELL + self.read(call)],
            env={"ROXELS_API_KEY": self.key, "PATH": _path_of_curl()},
            capture_output=True,
            text=True,
            check=True,
        )
        body, _, status = done.stdout.rpartition("\n")
        return int(status), body

    def read(self, printed: str) -> str:
        """Return `printed` with what is theirs in it."""
        for theirs, own in self.own.items():
            printed = printed.replace(theirs, own)
        return printed

    def compare(self, printed: Any, actual: Any, where: str = "") -> None:
        """Note every difference; an id or a cursor that is met first is learnt."""
        match printed, actual:
            case dict(), dict():
                self._note(sorted(printed), sorted(actual), where)
                for name in filter(actual.__contains__, printed):
                    self.compare(printed[name], actual[name], f"{where}.{name}")
            case list(), list():
                self._note(len(printed), len(actual), where)
                for index, pair in enumerate(zip(printed, actual, strict=False)):
                    self.compare(*pair, f"{where}[{index}]")
            case str(), str():
                self._compare_texts(printed, actual, where)
            case _:
                self._note(printed, actual, where)

    def _compare_texts(self, printed: str, actual: str, where: str) -> None:
        if TIME.fullmatch(printed) and TIME.fullmatch(actual):
            return
        is_learnt = ID.fullmatch(printed) or where.endswith(".next_cursor")
        if is_learnt and ANYTHING not in printed:
            self.own.setdefault(printed, actual)
        parts = self.read(printed).split(ANYTHING)
        if not re.fullmatch(".*".join(map(re.escape, parts)), actual, re.DOTALL):
            self._note(self.read(printed), actual, where)

    def _note(self, printed: Any, actual: Any, where: str) -> None:
        if type(printed) is not type(actual) or printed != actual:
            self.differences.append(f"{where}: printed {printed!r}, answered {actual!r}")


def _path_of_curl() -> str:
    found = shutil.which("curl")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("CI is set, and there is no curl on this machine", pytrace=False)
        pytest.skip("no curl on this machine")
    return found.removesuffix("/curl")
