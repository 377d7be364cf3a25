"""Why a goal has no finding: what the runtime said, else what the conversation's course tells.

Said once for Python, which words it beside a conversation, and once for SQL, which finds the
conversations; a test holds the two to the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conversations.models import Status


class Emptiness(StrEnum):
    """Why a goal is empty. The first five are the runtime's own words of it."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    IN_PROGRESS = "in_progress"
    DECLINED = "declined"
    FAILED = "failed"
    NOT_JOINED = "not_joined"
    NOTHING_YET = "nothing_yet"
    NOTHING_SAID = "nothing_said"
    CUT_SHORT = "cut_short"
    PASSED_OVER = "passed_over"
    LEFT = "left"
    NOT_REACHED = "not_reached"
    NO_VALUE = "no_value"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Emptiness.NOT_ASKED: "Not asked",
    Emptiness.ASKED: "Asked, not answered",
    Emptiness.IN_PROGRESS: "In progress",
    Emptiness.DECLINED: "Declined to answer",
    Emptiness.FAILED: "Extraction failed",
    Emptiness.NOT_JOINED: "Not joined yet",
    Emptiness.NOTHING_YET: "Nothing said yet",
    Emptiness.NOTHING_SAID: "Nothing was said",
    Emptiness.CUT_SHORT: "Failed before this",
    Emptiness.PASSED_OVER: "Passed over",
    Emptiness.LEFT: "Not reached: the person left",
    Emptiness.NOT_REACHED: "Not reached before the end",
    Emptiness.NO_VALUE: "Committed without a value",
    Emptiness.REJECTED: "Rejected on review",
}
GIVEN = tuple(Emptiness)[:5]


@dataclass(frozen=True, slots=True)
class Course:
    """How a conversation went, as far as it tells why something is empty."""

    goal_states: Mapping[str, str]
    status: str
    turn_count: int


def why_empty(course: Course, goal: str, *, is_before_last_met: bool) -> Emptiness:
    """Return why the conversation has no finding of `goal`."""
    given = course.goal_states.get(goal, "")
    if given in GIVEN:
        return Emptiness(given)
    if course.status == Status.CREATED:
        return Emptiness.NOT_JOINED
    if course.status == Status.JOINED:
        return Emptiness.IN_PROGRESS if course.turn_count else Emptiness.NOTHING_YET
    if not course.turn_count:
        return Emptiness.NOTHING_SAID
    if course.status == Status.FAILED:
        return Emptiness.CUT_SHORT
    if is_before_last_met:
        return Emptiness.PASSED_OVER
    return Emptiness.LEFT if course.status == Status.ABANDONED else Emptiness.NOT_REACHED


# Of the conversation `c`, %s: the goal, the versions that ask for it, the goal twice, then the
# goals behind it, as version ids and goals. What its version does not ask for has no reason.
_WHY = f"""CASE (SELECT f.review = 'rejected' FROM conversations_finding f
        WHERE f.conversation_id = c.id AND f.goal = %s)
    WHEN true THEN 'rejected' WHEN false THEN 'no_value' ELSE CASE
    WHEN (c.template_version_id = ANY(%s)) IS NOT TRUE THEN ''
    WHEN c.goal_states ->> %s IN ({", ".join(f"'{given}'" for given in GIVEN)})
        THEN c.goal_states ->> %s
    WHEN c.status = 'created' THEN 'not_joined'
    WHEN c.status = 'joined' AND c.turn_count > 0 THEN 'in_progress'
    WHEN c.status = 'joined' THEN 'nothing_yet'
    WHEN c.turn_count = 0 THEN 'nothing_said'
    WHEN c.status = 'failed' THEN 'cut_short'
    WHEN EXISTS (
        SELECT FROM conversations_finding f
        JOIN unnest(%s::bigint[], %s::text[]) behind (version_id, goal) ON behind.goal = f.goal
        WHERE f.conversation_id = c.id AND behind.version_id = c.template_version_id
    ) THEN 'passed_over'
    WHEN c.status = 'abandoned' THEN 'left'
    ELSE 'not_reached' END END"""


def why_condition(
    goal: str, reason: str, goals_by_version: Mapping[int, list[str]]
) -> tuple[str, list[Any]]:
    """Return the condition that `c`, which has no value of `goal`, lacks it for this reason."""
    asking = {version: goals for version, goals in goals_by_version.items() if goal in goals}
    behind = [
        (version, later)
        for version, asked in asking.items()
        for later in asked[asked.index(goal) + 1 :]
    ]
    versions, goals = [each[0] for each in behind], [each[1] for each in behind]
    return f"{_WHY} = %s", [goal, list(asking), goal, goal, versions, goals, reason]
