"""A review queue that two of the demo's people have begun, so that its pages are not empty."""

from random import Random

from conversations.filters import ConversationFilters
from conversations.models import Finding, Template
from findings.domain import draw_queues, give_verdict, make_queue
from findings.models import ReviewItem, ReviewQueue, Sampling, VerdictKind
from findings.queries.kept import read
from findings.queries.selection import Selection
from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization, User
from sources.demo.plan import Company

NAME = "Weekly check"
_REVIEWERS = ("analyst@northwind.example", "admin@northwind.example")
_SIZE, _BEGUN = 24, (18, 13)  # findings, and how many each has looked at
_OTHERWISE = 0.2  # how often somebody sees it otherwise than most
_NOTES = {
    VerdictKind.CORRECT: "The person put it more exactly.",
    VerdictKind.REJECT: "The agent asked for it; the person never said so.",
    VerdictKind.UNSURE: "Two readings are possible here.",
}


def ensure_reviews(company: Company, organization: Organization, seed: int) -> None:
    """Draw the queue and give its verdicts, where the organisation has it not yet."""
    reviewers = [User.objects.filter(email=email).first() for email in _REVIEWERS]
    mine = ReviewQueue.objects.filter(organization=organization)
    if company.slug != "northwind" or None in reviewers or mine.exists():
        return
    template_id = company.scripts()[0].family.template_id
    if not Template.objects.filter(organization=organization, public_id=template_id).exists():
        return
    queue = _queue(organization, template_id)
    for reviewer, count in zip(reviewers, _BEGUN, strict=True):
        if reviewer is not None:
            _review(queue, reviewer, count, seed)


def _queue(organization: Organization, template_id: str) -> ReviewQueue:
    selection = Selection(filters=ConversationFilters(template=template_id))
    queue = make_queue(
        actor=Actor(AuditEvent.Actor.SYSTEM, None),
        organization=organization,
        name=NAME,
        read=read(organization.pk, selection),
        goals=[],
        sampling=Sampling.RANDOM,
        size=_SIZE,
        low_confidence=0.6,
        reviewers=2,
    )
    draw_queues()
    return queue


def _review(queue: ReviewQueue, reviewer: User, count: int, seed: int) -> None:
    """Say what most would of each, and now and then something else."""
    own = Random(f"{seed} {reviewer.email}")
    items = ReviewItem.objects.filter(queue=queue).order_by("position")[:count]
    for item in items:
        usual = Random(f"{seed} {item.position}")
        judge = own if own.random() < _OTHERWISE else usual
        kind = judge.choices(list(VerdictKind), weights=(65, 15, 12, 8))[0]
        finding = Finding.objects.get(conversation_id=item.conversation_id, goal=item.goal)
        is_text = isinstance(finding.value, str)
        if kind == VerdictKind.CORRECT and not is_text:
            kind = VerdictKind.ACCEPT
        give_verdict(
            organization=queue.organization,
            reviewer=reviewer,
            queue=queue.public_id,
            position=item.position,
            kind=kind,
            value=f"{finding.value}, roughly" if kind == VerdictKind.CORRECT else None,
            note=_NOTES.get(kind, ""),
        )
