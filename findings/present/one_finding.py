"""One finding to be judged: its value, the words behind it, and what was decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.models import Conversation, Decided, Finding, FindingDecision, Reviewed
from findings import values
from findings.present import words
from findings.present.reviews import name_of
from findings.present.value import ValuePanel, value_panel
from findings.queries import decisions
from findings.queries.explored import Goal, explored
from findings.queries.selection import Selection
from findings.queries.value import value
from intake.domain import BROUGHT
from orgs.models import Organization


@dataclass(frozen=True, slots=True)
class Change:
    """One decision. `send_href`: where it can be sent to who has the old value, "" for nowhere."""

    what: str
    before: str
    after: str
    reason: str
    who: str
    at: datetime
    send_href: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and how it stands. `original`: what was committed, where another counts now.

    `seen`: the mark of what is shown, by which a verdict tells what it is about.
    """

    panel: ValuePanel
    goal: Goal
    review: str
    original: str
    typed: str
    seen: str
    changes: list[Change]
    href: str


def judged(organization: Organization, conversation: Conversation, goal: str) -> Judged | None:
    """Return the conversation's finding of `goal`, None where it has none."""
    found = value(organization, conversation.public_id, goal)
    finding = decisions.finding(conversation, goal)
    if found is None or finding is None:
        return None
    template = conversation.template
    filters = ConversationFilters(
        template=template.public_id if template else "", test=conversation.is_test
    )
    selection = Selection(filters=filters, version=conversation.version_number)
    known = explored(organization.pk, selection) if template else None
    about = known.goal(goal) if known else Goal(goal, "text", is_declared=False)
    slug = organization.slug
    return Judged(
        panel=value_panel(slug, Selection(filters=filters), found),
        goal=about,
        review=finding.review,
        original=_original(finding),
        typed=values.typed(about.type, _proposed(finding)),
        seen=values.mark(finding.value, finding.review),
        changes=_changes(slug, decisions.history(conversation, goal)),
        href=finding_href(slug, conversation.public_id, goal),
    )


def finding_href(slug: str, public_id: str, goal: str) -> str:
    path = reverse("finding_review", args=[slug, public_id])
    return f"{path}?{urlencode({'goal': goal})}"


def _original(finding: Finding) -> str:
    if finding.review not in (Reviewed.CORRECTED, Reviewed.REJECTED):
        return ""
    return words.value_text(finding.original_value, longest=2_000) or "(empty)"


def _proposed(finding: Finding) -> Any:
    """What a correction begins with: the value, or what it was before it was rejected."""
    return finding.original_value if finding.review == Reviewed.REJECTED else finding.value


def _changes(slug: str, history: Sequence[FindingDecision]) -> list[Change]:
    """Only the last decision can be sent: what was decided before it does not count any more."""
    last = next((each for each in history if each.kind != Decided.RECOMMITTED), None)
    return [_change(slug, each, is_last=each is last) for each in history]


def _change(slug: str, decision: FindingDecision, *, is_last: bool) -> Change:
    return Change(
        what=Decided(decision.kind).label,
        before=words.value_text(decision.before) or "(empty)",
        after=words.value_text(decision.value) or "(empty)",
        reason=decision.reason,
        who=_who(decision),
        at=decision.at,
        send_href=reverse("correction_send", args=[slug, decision.public_id])
        if is_last and decision.before != decision.value
        else "",
    )


def _who(decision: FindingDecision) -> str:
    if decision.kind == Decided.RECOMMITTED:
        return "The agent"
    is_brought = decision.decided_by is None and decision.reason == BROUGHT
    return "Elsewhere" if is_brought else name_of(decision.decided_by)
