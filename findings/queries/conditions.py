"""What a selection asks of findings, as text: `city:is:San Jose`, `people:min:2`."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

from conversations.models import EvidenceSource
from conversations.models import Reviewed as Said
from conversations.queries.emptiness import Emptiness

ANY_GOAL = "*"
_LONGEST_SUBJECT, _LONGEST_VALUE = 200, 500
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,10})?", re.ASCII)
_DAYS = (date(1, 1, 2), date(9999, 12, 30))


class Op(StrEnum):
    """How a finding is compared. Several `is` of one goal: any of them; all else: all of them."""

    IS = "is"
    NOT = "not"
    CONTAINS = "contains"
    HAS = "has"
    MIN = "min"
    MAX = "max"
    BELOW = "below"
    SINCE = "since"
    UNTIL = "until"
    FILLED = "filled"
    EMPTY = "empty"
    EVIDENCE = "evidence"
    REVIEWED = "reviewed"
    JUDGED = "judged"


class Evidence(StrEnum):
    """What stands behind a finding; `unsupported`: its evidence does not hold it."""

    GIVEN = EvidenceSource.GIVEN.value
    LOCATED = EvidenceSource.LOCATED.value
    CHAINED = EvidenceSource.CHAINED.value
    NONE = EvidenceSource.NONE.value
    UNSUPPORTED = "unsupported"


class Reviewed(StrEnum):
    """What people said of a finding; `none`: nobody said anything yet."""

    ACCEPTED = Said.ACCEPTED.value
    CORRECTED = Said.CORRECTED.value
    REJECTED = Said.REJECTED.value
    NONE = "none"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ConditionError(ValueError):
    """A condition cannot be read; the text says what is wrong with it, `subject` of what it is."""

    def __init__(self, text: str, subject: str = "") -> None:
        super().__init__(text)
        self.subject = subject


class Condition(NamedTuple):
    """One thing asked of a goal, or with `judged` of a criterion. `value` is as in the URL."""

    subject: str
    op: Op
    value: str = ""

    def __str__(self) -> str:
        """Return it as the URL has it; a colon in the subject is written `%3A`."""
        subject = self.subject.replace("%", "%25").replace(":", "%3A")
        return f"{subject}:{self.op.value}:{self.value}"


def parse(text: str) -> Condition:
    """Return the condition that `text` spells. Raises ConditionError."""
    subject, colon, rest = text.partition(":")
    op, _, value = rest.partition(":")
    if not colon or not subject:
        raise ConditionError("should read goal:comparison:value, as in city:is:Lisbon.")
    if op not in _OPS:
        raise ConditionError(f"knows no comparison “{op[:40]}”; there are {', '.join(Op)}.")
    return checked(unquote(subject), Op(op), value)


def checked(subject: str, op: Op, value: str) -> Condition:
    """Return the condition if it can be asked. Raises ConditionError."""
    value = " ".join(value.split())
    if not subject or len(subject) > _LONGEST_SUBJECT or "\x00" in subject + value:
        raise ConditionError("names no goal.")
    if len(value) > _LONGEST_VALUE:
        raise ConditionError(f"may be {_LONGEST_VALUE} characters long.")
    if subject == ANY_GOAL and op not in (Op.EVIDENCE, Op.REVIEWED):
        raise ConditionError("asks only for evidence and review of any goal.")
    check = _CHECKS.get(op)
    if check is not None and not check(value):
        raise ConditionError(_WRONG.get(op, f"needs another value for “{op}”."), subject)
    return Condition(subject, op, value)


def number_of(value: str) -> Decimal | None:
    """Return the number that `value` spells, or None."""
    text = value.replace(",", "")
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def day_of(value: str) -> date | None:
    """Return the day that `value` spells, or None."""
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
    return day if day and _DAYS[0] <= day <= _DAYS[1] else None


_OPS, _REASONS, _EVIDENCE, _REVIEWED, _VERDICTS = (
    frozenset(each.value for each in kind) for kind in (Op, Emptiness, Evidence, Reviewed, Verdict)
)
_CHECKS: dict[Op, Callable[[str], bool]] = {
    Op.IS: bool,
    Op.NOT: bool,
    Op.CONTAINS: bool,
    Op.HAS: bool,
    Op.MIN: lambda value: number_of(value) is not None,
    Op.MAX: lambda value: number_of(value) is not None,
    Op.BELOW: lambda value: number_of(value) is not None,
    Op.SINCE: lambda value: day_of(value) is not None,
    Op.UNTIL: lambda value: day_of(value) is not None,
    Op.FILLED: lambda value: not value,
    Op.EMPTY: lambda value: not value or value in _REASONS,
    Op.EVIDENCE: lambda value: value in _EVIDENCE,
    Op.REVIEWED: lambda value: value in _REVIEWED,
    Op.JUDGED: lambda value: value in _VERDICTS,
}
_WRONG = {
    Op.IS: "needs a value.",
    Op.NOT: "needs a value.",
    Op.CONTAINS: "needs a value.",
    Op.HAS: "needs an item.",
    Op.MIN: "needs a number.",
    Op.MAX: "needs a number.",
    Op.BELOW: "needs a number.",
    Op.SINCE: "needs a day, as in 2026-05-01.",
    Op.UNTIL: "needs a day, as in 2026-05-01.",
    Op.EMPTY: f"may be left blank or be one of {', '.join(Emptiness)}.",
    Op.EVIDENCE: f"must be one of {', '.join(Evidence)}.",
    Op.REVIEWED: f"must be one of {', '.join(Reviewed)}.",
    Op.JUDGED: f"must be one of {', '.join(Verdict)}.",
}
