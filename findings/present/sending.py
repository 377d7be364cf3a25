"""A correction, and who has which value of what it corrects."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from conversations.models import FindingDecision
from findings.present import words
from findings.present.one_finding import finding_href
from findings.queries import decisions
from orgs.models import Organization
from outputs.models import EndpointState, State
from outputs.queries.told_finding import ToldOfFinding, corrections_sent, is_same, told_of_finding


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint that got another value. `last`: what it was told last, by `event` and when.

    `is_read`: that is what was sent to it; else what the finding was then. `events`: by which it
    got any other. `is_current`: the last is what holds. `can_be_told`: it takes anything, and was
    not sent this correction, whose delivery is at `sent_href` as `sent_state`.
    """

    endpoint: str
    name: str
    host: str
    last: str
    is_read: bool
    event: str
    events: str
    last_at: datetime
    is_current: bool
    is_open: bool
    sent_href: str
    sent_state: str

    @property
    def can_be_told(self) -> bool:
        return self.is_open and not self.sent_href


@dataclass(frozen=True, slots=True)
class SendPage:
    goal: str
    before: str
    after: str
    receivers: list[Receiver]
    back: str

    @property
    def can_send(self) -> bool:
        return any(each.can_be_told for each in self.receivers)


def send_page(organization: Organization, decision: FindingDecision) -> SendPage:
    conversation, goal = decision.conversation_id, decision.goal
    stood = decisions.stood(conversation, goal)
    told = told_of_finding(organization.pk, conversation, goal, stood, decision.value)
    sent = corrections_sent(conversation, goal, decision.at)
    return SendPage(
        goal=goal,
        before=_text(decision.before),
        after=_text(decision.value),
        receivers=[
            _receiver(organization.slug, each, decision, *sent.get(each.endpoint, ("", "")))
            for each in told
        ],
        back=finding_href(organization.slug, decision.conversation.public_id, goal),
    )


def _receiver(
    slug: str, told: ToldOfFinding, decision: FindingDecision, sent: str, state: str
) -> Receiver:
    last = told.last
    return Receiver(
        told.endpoint,
        told.name,
        told.host,
        last=_text(last.value),
        is_read=last.is_read,
        event=last.event,
        events=", ".join(told.events),
        last_at=last.at,
        is_current=is_same(last.value, decision.value),
        is_open=told.state in (EndpointState.ACTIVE, EndpointState.PAUSED),
        sent_href=reverse("delivery_page", args=[slug, sent]) if sent else "",
        sent_state=State(state).label if sent else "",
    )


def _text(value: object) -> str:
    return words.value_text(value) or "(empty)"
