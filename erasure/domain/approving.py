"""Approving and denying; with the last approval the erasure begins, and hides everything."""

from collections.abc import Collection

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import wake
from erasure.domain import targets
from erasure.domain.errors import ErasureRefused
from erasure.domain.hiding import hide_first, hide_lists, hide_person
from erasure.domain.limits import note_limits
from erasure.domain.plan import plan_steps
from erasure.domain.requesting import request_conversations
from erasure.domain.timeline import SYSTEM, note, note_act
from erasure.models import Approval, Comment, Erasure, Identity, State, Target, Via
from erasure.models.job import ASKED
from orgs.domain.audit import Actor
from orgs.models import Organization, User
from persons.domain import note_no_more

TASK = "erasure.tasks.run_erasures"


@transaction.atomic
def approve(*, actor: Actor, user: User, erasure_id: int, typed: str) -> Erasure:
    """Approve a request; return it as it stands then, begun if nobody else has to approve.

    `typed`: the external id, or where there is none the person's id; of a request about
    conversations its own id. Raises ErasureRefused: wrong text, a state that is past it, somebody
    who approved before, a dry run that nobody made.
    """
    erasure = _lock(erasure_id)
    _check_state(erasure)
    if typed.strip() != confirmation_of(erasure):
        raise ErasureRefused("typed", "This is not what was to be typed.")
    if erasure.counted_at is None:
        raise ErasureRefused("", "Make the dry run first: nobody saw yet what would go.")
    if Approval.objects.filter(erasure=erasure, user=user).exists():
        raise ErasureRefused("", "You approved it already; somebody else has to approve it too.")
    Approval.objects.create(erasure=erasure, user=user)
    note_act(erasure, "approved", actor)
    if Approval.objects.filter(erasure=erasure).count() >= approvals_needed(erasure):
        begin(erasure)
    else:
        erasure.state = State.AWAITING
        erasure.save(update_fields=["state"])
    return erasure


def approvals_needed(erasure: Erasure) -> int:
    """Return how many people have to approve: two where ERASURE_SECOND_APPROVER is on."""
    return 2 if settings.ERASURE_SECOND_APPROVER else 1


def confirmation_of(erasure: Erasure) -> str:
    """Return what whoever approves has to type."""
    identity = Identity.objects.filter(erasure=erasure).first()
    return identity.typed_confirmation if identity else erasure.public_id


@transaction.atomic
def deny(*, actor: Actor, erasure_id: int, reason: str) -> Erasure:
    """Deny a request that has not begun, with a reason; what was known of whom is forgotten.

    Raises ErasureRefused.
    """
    erasure = _lock(erasure_id)
    _check_state(erasure)
    if not reason.strip():
        raise ErasureRefused("reason", "Say why: it is kept, and the requester asks for it.")
    erasure.state = State.DENIED
    erasure.denial_reason = reason.strip()[:500]
    erasure.finished_at = timezone.now()
    erasure.commitment = None
    erasure.save(update_fields=["state", "denial_reason", "finished_at", "commitment"])
    if identity := Identity.objects.filter(erasure=erasure).first():
        note_no_more(identity.person_id)
        identity.delete()
    Target.objects.filter(erasure=erasure).delete()
    Comment.objects.filter(erasure=erasure).delete()
    note_act(erasure, "denied", actor, reason=erasure.denial_reason)
    return erasure


@transaction.atomic
def begin(erasure: Erasure) -> None:
    """Hide what is to be erased and have the steps run; once this is committed nobody sees it.

    What is more than fits into half a second follows at once, in a worker. Nothing that came in by
    then is missed: whoever writes facts holds the row of the person or the conversation, and this
    waits for them.
    """
    now = timezone.now()
    _wait_for_imports(erasure.organization_id)
    hide_person(erasure, now)
    targets.collect_anew(erasure)
    hide_first(erasure, now)
    erasure.before = hide_lists(erasure)
    erasure.state = State.RUNNING
    erasure.began_at = erasure.next_try_at = now
    erasure.save(update_fields=["state", "began_at", "next_try_at", "before"])
    plan_steps(erasure)
    note(erasure, "began", SYSTEM)
    note_limits(erasure)
    if lists := sum(erasure.before.values()):
        note_act(erasure, "lists_erased", SYSTEM, lists=lists)
    transaction.on_commit(lambda: wake(TASK), robust=True)


@transaction.atomic
def erase_conversations(
    *,
    actor: Actor,
    organization: Organization,
    public_ids: Collection[str],
    via: Via,
    ticket: str = "",
    is_test: bool | None = None,
) -> Erasure:
    """Erase an organisation's own conversations, which nobody else has to approve.

    They are gone from every page and answer when this is committed; the job's id leads to the
    rest. `is_test`: only of that mode. Raises NoSuchPerson where none of them is known.
    """
    erasure = request_conversations(
        actor=actor,
        organization=organization,
        public_ids=public_ids,
        via=via,
        ticket=ticket,
        is_test=is_test,
    )
    begin(erasure)
    return erasure


def _wait_for_imports(organization_id: int) -> None:
    """Imports lock conversations before persons: beside one, each could wait for the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {organization_id}"]
        )


def _lock(erasure_id: int) -> Erasure:
    return Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)


def _check_state(erasure: Erasure) -> None:
    if erasure.state not in ASKED:
        raise ErasureRefused("", "This request is past that.")
