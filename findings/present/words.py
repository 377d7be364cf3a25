"""Conditions, columns and values in words."""

from typing import Any

from conversations.queries.emptiness import Emptiness
from conversations.queries.excerpts import plain
from findings.queries.conditions import ANY_GOAL, Condition, Evidence, Op, Reviewed, Verdict
from findings.queries.selection import Selection

LONGEST = 140  # characters of a value in a cell

EVIDENCE = {
    Evidence.GIVEN: "given by the runtime",
    Evidence.LOCATED: "located in the transcript",
    Evidence.CHAINED: "answered by an API",
    Evidence.NONE: "none",
    Evidence.UNSUPPORTED: "unsupported",
}
REVIEWED = {
    Reviewed.ACCEPTED: "accepted",
    Reviewed.CORRECTED: "corrected",
    Reviewed.REJECTED: "rejected",
    Reviewed.NONE: "not reviewed",
}
VERDICTS = {Verdict.PASSED: "passed", Verdict.FAILED: "failed", Verdict.UNKNOWN: "not told"}
# What can be asked of any goal's finding.
OF_ANY = {
    Condition(ANY_GOAL, Op.EVIDENCE, Evidence.UNSUPPORTED.value): "With an unsupported finding",
    Condition(ANY_GOAL, Op.REVIEWED, Reviewed.CORRECTED.value): "With a corrected finding",
    Condition(ANY_GOAL, Op.REVIEWED, Reviewed.REJECTED.value): "With a rejected finding",
    Condition(ANY_GOAL, Op.REVIEWED, Reviewed.NONE.value): "With one that nobody reviewed",
}
_COMPARED = {
    Op.NOT: "is not",
    Op.CONTAINS: "contains",
    Op.HAS: "has",
    Op.MIN: "at least",
    Op.MAX: "at most",
    Op.BELOW: "below",
    Op.SINCE: "from",
    Op.UNTIL: "until",
}
_TOGETHER = {Op.IS: " or ", Op.NOT: ", "}
_ABOUT = {
    "status": "Status",
    "outcome": "Outcome",
    "length": "Length",
    "turns": "Turns",
    "version": "Version",
    "created": "Created",
}
_PERSON = {"name": "Name", "external_id": "External id", "email": "E-mail"}
_ENDS = {
    "number": ("smallest first", "largest first"),
    "date": ("earliest first", "latest first"),
    "boolean": ("no first", "yes first"),
}


def ends(type: str) -> tuple[str, str]:
    """Return what sorting up and down by a goal of this type shows first."""
    return _ENDS.get(type, ("A to Z", "Z to A"))


def told(condition: Condition) -> str:
    """Return one condition in words: `city is not Lisbon`."""
    subject, op, value = condition
    if op in (Op.FILLED, Op.EMPTY):
        why = f": {Emptiness(value).label.lower()}" if value else ""
        return f"{subject} has a value" if op == Op.FILLED else f"{subject} is empty{why}"
    if op == Op.EVIDENCE:
        who = "Any finding" if subject == ANY_GOAL else subject
        if value == Evidence.UNSUPPORTED:
            return f"{who} is unsupported"
        return f"{who}: evidence {EVIDENCE[Evidence(value)]}"
    if op == Op.REVIEWED:
        who = "Any finding" if subject == ANY_GOAL else subject
        return f"{who} was {REVIEWED[Reviewed(value)]}"
    if op == Op.JUDGED:
        return f"{subject} {VERDICTS[Verdict(value)]}"
    return f"{subject} {_COMPARED.get(op, 'is')} {value}"


def chips(selection: Selection) -> list[tuple[str, Selection]]:
    """Return what is asked of findings, in words, and the selection that is left without each.

    Several `is` of one goal are one chip: they are alternatives. So are several `is not`.
    """
    found: list[tuple[str, Selection]] = []
    seen: set[tuple[str, Op]] = set()
    for condition in selection.where:
        subject, op, _ = condition
        if op not in _TOGETHER:
            found.append((told(condition), selection.without(condition)))
        elif (subject, op) not in seen:
            seen.add((subject, op))
            same = [each for each in selection.of_goal(subject) if each.op == op]
            text = _TOGETHER[op].join(each.value for each in same)
            words = "is" if op == Op.IS else "is none of" if len(same) > 1 else "is not"
            found.append((f"{subject} {words} {text}", selection.without(*same)))
    return found


def column_name(key: str) -> str:
    """Return the head of a column."""
    kind, _, name = key.partition(".")
    if kind == "about":
        return _ABOUT.get(name, name)
    if kind == "person":
        return _PERSON.get(name, name.partition(".")[2] or name)
    return name


def value_text(value: Any, *, longest: int = LONGEST) -> str:
    """Return a value as a cell shows it."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        return "Yes" if value else "No"
    elif value == []:
        return "none"
    else:
        text = plain(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
