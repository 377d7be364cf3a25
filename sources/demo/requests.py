"""Requests to erase somebody, as support's console shows them: one in every state but the rare."""

from datetime import datetime, timedelta

from django.conf import settings

from erasure import domain
from erasure.models import AskedBy, Erasure, IdentityCheck, Via
from intake.domain import import_conversations
from intake.records import PersonRecord
from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization, User
from persons.models import Person
from sources.demo.ids import demo_id
from sources.demo.plan import Company, Part
from sources.demo.records import conversation

_GONE_NUMBER = 9100  # of the conversation that is erased at once; above all that are planned


def ensure_requests(
    companies: list[tuple[Company, Organization]],
    staff: tuple[User, User],
    seed: int,
    now: datetime,
) -> None:
    """Record the requests, once, in organisations whose conversations are there."""
    if Erasure.objects.exists():
        return
    first, second = (Actor(AuditEvent.Actor.SUPPORT, user.pk) for user in staff)
    for company, organization in companies:
        known = Person.objects.filter(organization=organization, external_id__isnull=False)
        persons = list(known.order_by("public_id")[:3])
        for person, days, check, ticket in zip(
            persons,
            (32, 11, 4),
            (IdentityCheck.NOT_VERIFIED, IdentityCheck.BY_REPLY, IdentityCheck.BY_CUSTOMER),
            ("SUP-2203", "SUP-2417", "SUP-2466"),
            strict=False,
        ):
            _request(first, organization, person, now - timedelta(days=days), check, ticket)
        if settings.DEMO_RECEIVER:
            _erase(company, organization, staff, seed, now)
    _decide(first, second, staff)


def _request(
    actor: Actor,
    organization: Organization,
    person: Person,
    received_at: datetime,
    check: IdentityCheck,
    ticket: str,
) -> Erasure:
    erasure, _ = domain.request_person(
        actor=actor,
        organization=organization,
        public_id=person.public_id,
        via=Via.SUPPORT,
        asked_by=AskedBy.PERSON,
        identity_check=check,
        ticket=ticket,
        received_at=received_at,
    )
    return erasure


def _decide(first: Actor, second: Actor, staff: tuple[User, User]) -> None:
    """Have one wait for a second approval, and deny one."""
    waiting = Erasure.objects.filter(ticket="SUP-2417").order_by("pk").first()
    denied = Erasure.objects.filter(ticket="SUP-2466").order_by("pk").first()
    if waiting is not None:
        domain.dry_run(waiting.pk)
        typed = domain.confirmation_of(waiting)
        domain.approve(actor=first, user=staff[0], erasure_id=waiting.pk, typed=typed)
        note = "They answered from the address on file; please approve."
        domain.comment(erasure=waiting, author=staff[0], text=note)
    if denied is not None:
        reason = "The customer took the request back: the contract goes on."
        domain.deny(actor=second, erasure_id=denied.pk, reason=reason)


def _erase(
    company: Company, organization: Organization, staff: tuple[User, User], seed: int, now: datetime
) -> None:
    """Bring somebody in whom the first worker erases, so that there is a receipt to look at."""
    part = Part(_GONE_NUMBER, company.ordinary[0][0], "completed", 30)
    record = conversation(company, part, seed, now)
    whom = PersonRecord(
        id=demo_id("person", f"{company.slug}/gone"),
        external_id=f"gone-{company.slug}",
        name="Quillon Verthaven",
    )
    import_conversations(organization, [record.model_copy(update={"persons": [whom]})])
    person = Person.objects.get(organization=organization, public_id=whom.id)
    actors = [Actor(AuditEvent.Actor.SUPPORT, user.pk) for user in staff]
    received = now - timedelta(days=2)
    check = IdentityCheck.BY_DOCUMENT
    erasure = _request(actors[0], organization, person, received, check, "SUP-2430")
    domain.dry_run(erasure.pk)
    for actor, user in zip(actors, staff, strict=True):
        erasure.refresh_from_db()
        if not erasure.has_begun:
            typed = f"gone-{company.slug}"
            domain.approve(actor=actor, user=user, erasure_id=erasure.pk, typed=typed)
