"""A correction, and who has the value that it corrects."""

from dataclasses import dataclass
from datetime import datetime

from conversations.models import FindingDecision
from findings.present import words
from findings.present.one_finding import finding_href
from orgs.models import Organization
from outputs.models import EndpointState
from outputs.queries.told_finding import told_of_finding


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint that got the old value. `events`: by which. `can_be_told`: it takes anything.

    `is_told`: it got what counts since, too.
    """

    endpoint: str
    name: str
    host: str
    events: str
    last_at: datetime
    can_be_told: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class SendPage:
    goal: str
    before: str
    after: str
    receivers: list[Receiver]
    back: str


def send_page(organization: Organization, decision: FindingDecision) -> SendPage:
    told = told_of_finding(organization.pk, decision.conversation_id, decision.goal, decision.at)
    return SendPage(
        goal=decision.goal,
        before=words.value_text(decision.before) or "(empty)",
        after=words.value_text(decision.value) or "(empty)",
        receivers=[
            Receiver(
                each.endpoint,
                each.name,
                each.host,
                ", ".join(each.events),
                each.last_at,
                each.state in (EndpointState.ACTIVE, EndpointState.PAUSED),
                each.is_told,
            )
            for each in told
        ],
        back=finding_href(organization.slug, decision.conversation.public_id, decision.goal),
    )
