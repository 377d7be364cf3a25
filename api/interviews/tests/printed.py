"""What a document prints beside what a server answers."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from api.interviews.tests.calling import run_curl

ID = re.compile(r"(iv|sess|tpl|person|ep|msg|er|frm)_\w+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ANYTHING = "…"
BLOCK = re.compile(r"(?P<before>.*?)^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
STATUS = re.compile(r"\s*Answers `(\d{3})`")


class Printed(NamedTuple):
    """A call, what it answers, and the words between the two."""

    call: str
    between: str
    answer: str


def calls(document: str) -> Iterator[Printed]:
    """Yield the calls that a document prints, in its order."""
    blocks = [match.groupdict() for match in BLOCK.finditer(f"{document}```end\n```")]
    for block, after in pairwise(blocks):
        if block["text"].startswith("curl "):
            is_followed = after["before"].count("\n") <= 4 and after["language"] != "sh"
            yield Printed(block["text"], after["before"], after["text"] if is_followed else "")


@dataclass
class Reader:
    """Somebody who reads from top to bottom, with a server and a key of their own.

    `own`: what they write in place of what is printed; they learn ids and cursors from answers.
    """

    own: dict[str, str]
    key: str
    differences: list[str] = field(default_factory=list)

    def try_all(self, document: str, meanwhile: Callable[[], object] = bool) -> None:
        """Run every call that the document prints, and note what is not as it says.

        `meanwhile`: what a worker would do after each.
        """
        for printed in calls(document):
            status, body = self.run(printed.call)
            meanwhile()
            promised = STATUS.match(printed.between)
            if promised is None or int(promised[1]) != status:
                self.differences.append(f"{printed.call}{status}, not {printed.between!r}: {body}")
            elif printed.answer:
                self.compare(*_bodies(printed.answer, body), printed.call.split("\n")[0])

    def run(self, call: str) -> tuple[int, str]:
        """Return the status and the body of what their shell answers to `call`."""
        return run_curl(self.read(call), self.key)

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
        is_learnt = ID.fullmatch(printed) or where.endswith(("_cursor", ".cursor", ".upload.url"))
        if is_learnt and ANYTHING not in printed:
            self.own.setdefault(printed, actual)
        parts = self.read(printed).split(ANYTHING)
        if not re.fullmatch(".*".join(map(re.escape, parts)), actual, re.DOTALL):
            self._note(self.read(printed), actual, where)

    def _note(self, printed: Any, actual: Any, where: str) -> None:
        if type(printed) is not type(actual) or printed != actual:
            self.differences.append(f"{where}: printed {printed!r}, answered {actual!r}")


def _bodies(printed: str, body: str) -> tuple[Any, Any]:
    try:
        return json.loads(printed), json.loads(body)
    except ValueError:
        return printed.strip(), body.strip()
