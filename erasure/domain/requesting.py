"""Recording a request: from support, an organisation's admin, its API, or a rule."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from conversations.domain import wake
from conversations.models import Conversation
from erasure.domain import targets
from erasure.domain.errors import AlreadyRequested, NoSuchPerson
from erasure.domain.timeline import note_act
from erasure.models import AskedBy, Comment, Erasure, Identity, IdentityCheck, Kind, Via
from orgs.domain.audit import Actor
from orgs.models import Organization, User
from persons.domain import note_from_now
from persons.models import Person
from privacy.registry import CONVERSATIONS

DUE_WITHIN = timedelta(days=30)
NONCE_BYTES = 24
COUNT_TASK = "erasure.tasks.count_erasures"


@transaction.atomic
def request_person(
    *,
    actor: Actor,
    organization: Organization,
    public_id: str,
    via: Via,
    asked_by: AskedBy = AskedBy.CUSTOMER,
    identity_check: IdentityCheck = IdentityCheck.NOT_VERIFIED,
    ticket: str = "",
    received_at: datetime | None = None,
) -> tuple[Erasure, str]:
    """Record that a person is to be erased; return the job and the nonce, which nobody keeps.

    With the nonce, and only with it, the requester can show that the receipt is about this person:
    SHA-256 of nonce, person id and external id stands in it. Nothing is hidden yet. Raises
    NoSuchPerson, AlreadyRequested.
    """
    found = Person.objects.filter(
        organization=organization, public_id=public_id, erasing_at__isnull=True
    )
    person = found.select_for_update(no_key=True).first()
    if person is None:
        raise NoSuchPerson
    known = Erasure.objects.filter(organization=organization, identity__person_id=person.pk)
    if already := known.first():
        raise AlreadyRequested(already.public_id)
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    erasure = _record(
        organization,
        actor,
        Kind.PERSON,
        via=via,
        asked_by=asked_by,
        identity_check=identity_check,
        ticket=ticket,
        received_at=received_at,
        commitment=commitment(nonce, person.public_id, person.external_id),
    )
    Identity.objects.create(
        erasure=erasure,
        person_id=person.pk,
        public_id=person.public_id,
        external_id=person.external_id,
        name=person.name,
        email=person.email,
    )
    note_from_now(person.pk)
    note_act(erasure, "requested", actor)
    transaction.on_commit(lambda: wake(COUNT_TASK), robust=True)
    return erasure, nonce


@transaction.atomic
def request_conversations(
    *,
    actor: Actor,
    organization: Organization,
    public_ids: Collection[str],
    via: Via,
    ticket: str = "",
    is_test: bool | None = None,
) -> Erasure:
    """Record that conversations are to be erased, of which unknown ones are passed over.

    `is_test`: only of that mode. Raises NoSuchPerson where none of them is known.
    """
    found = Conversation.objects.filter(
        organization=organization, public_id__in=public_ids, erasing_at__isnull=True
    )
    if is_test is not None:
        found = found.filter(is_test=is_test)
    keys = list(found.values_list("pk", flat=True))
    if not keys:
        raise NoSuchPerson
    return request_keys(actor=actor, organization=organization, keys=keys, via=via, ticket=ticket)


@transaction.atomic
def request_keys(
    *,
    actor: Actor,
    organization: Organization,
    keys: list[int],
    via: Via,
    kind: Kind = Kind.CONVERSATIONS,
    ticket: str = "",
) -> Erasure:
    """The same by internal ids, which must be the organisation's."""
    erasure = _record(
        organization,
        actor,
        kind,
        via=via,
        asked_by=AskedBy.SYSTEM if via == Via.RETENTION else AskedBy.CUSTOMER,
        identity_check=IdentityCheck.NOT_NEEDED,
        ticket=ticket,
        subject_count=len(keys),
    )
    targets.add(erasure, CONVERSATIONS, keys)
    note_act(erasure, "requested", actor, conversations=len(keys))
    return erasure


def _record(
    organization: Organization,
    actor: Actor,
    kind: Kind,
    *,
    received_at: datetime | None = None,
    **fields: object,
) -> Erasure:
    now = timezone.now()
    received = min(received_at or now, now)
    return Erasure.objects.create(
        organization=organization,
        kind=kind,
        created_at=now,
        received_at=received,
        due_at=received + DUE_WITHIN,
        requested_by_kind=actor.kind,
        requested_by_id=actor.id,
        **fields,
    )


def commitment(nonce: str, person_id: str, external_id: str | None) -> bytes:
    """Return SHA-256 of the three, a line each; an external id that there is none of is empty."""
    return hashlib.sha256("\n".join((nonce, person_id, external_id or "")).encode()).digest()


@transaction.atomic
def comment(*, erasure: Erasure, author: User, text: str) -> Comment:
    """Add a note of support staff's; it goes when the request is closed."""
    return Comment.objects.create(erasure=erasure, author=author, text=text)
