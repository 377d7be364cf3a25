"""What a selection asks of no one goal's value, as SQL of the conversation `c`.

Why something is empty, what stands behind any finding, what people said of it, and criteria.
"""

from collections.abc import Iterator

from conversations.queries.emptiness import why_condition
from conversations.queries.narrowed import Part
from findings.queries.conditions import ANY_GOAL, Condition, Evidence, Op, Reviewed, Verdict
from findings.queries.explored import Explored, goals_by_version
from findings.queries.selection import Selection

# By columns alone the planner would look up both ends of their indexes; see narrowing.selected.
FINDING = "SELECT FROM conversations_finding f WHERE f.conversation_id = c.id + 0"


def others(
    template: Explored, selection: Selection, but: Condition | None = None
) -> Iterator[Part]:
    """Yield what is asked of no one finding: emptiness, any goal's evidence, criteria."""
    for condition in selection.where:
        if condition == but:
            continue
        if condition.op == Op.EMPTY:
            yield from _empty(template, condition)
        elif condition.op == Op.EVIDENCE and condition.subject == ANY_GOAL:
            sql, params = of_evidence(condition.value)
            # The template and the kind lead to the index of what is unsupported.
            kind = "f.is_test" if selection.filters.test else "NOT f.is_test"
            yield (
                f"EXISTS ({FINDING} AND f.template_id = %s AND {kind} AND {sql})",
                [template.id, *params],
            )
        elif condition.op == Op.REVIEWED:
            yield _reviewed(template.id, condition)
        elif condition.op == Op.JUDGED:
            yield _judged(condition)


def _empty(template: Explored, condition: Condition) -> Iterator[Part]:
    found = f"{FINDING} AND f.goal = %s AND f.value_key <> ''"
    yield f"NOT EXISTS ({found})", [condition.subject]
    if condition.value:
        versions = goals_by_version(template.id)
        yield why_condition(condition.subject, condition.value, versions)


def _reviewed(template_id: int, condition: Condition) -> Part:
    """Few are reviewed, and an index has those: it leads to their conversations."""
    goal, goals = ("", []) if condition.subject == ANY_GOAL else (
        "AND f.goal = %s", [condition.subject]
    )  # fmt: skip
    if condition.value == Reviewed.NONE:
        return f"EXISTS ({FINDING} AND f.review = '' {goal})", goals
    return (
        "c.id IN (SELECT f.conversation_id FROM conversations_finding f WHERE f.template_id = %s"
        f" AND f.review <> '' AND f.review = %s {goal})",
        [template_id, condition.value, *goals],
    )


def _judged(condition: Condition) -> Part:
    passed = {Verdict.PASSED: "r.passed", Verdict.FAILED: "NOT r.passed"}
    is_so = passed.get(Verdict(condition.value), "r.passed IS NULL")
    return (
        "EXISTS (SELECT FROM conversations_criterionresult r WHERE r.conversation_id = c.id + 0"
        f" AND r.criterion = %s AND {is_so})",
        [condition.subject],
    )


def of_evidence(value: str) -> Part:
    if value == Evidence.UNSUPPORTED:
        return "f.is_supported = false", []
    return "f.evidence_source = %s", [value]
