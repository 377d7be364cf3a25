"""Support decides on mentions: redact the value, erase that conversation too, or dismiss."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.domain import mark_rollups, wake
from conversations.models import Conversation
from erasure.domain import targets
from erasure.domain.errors import ErasureRefused
from erasure.domain.outcome import Outcome, Stopped
from erasure.domain.redacting import redact
from erasure.domain.timeline import note, note_act
from erasure.models import Erasure, Mention, MentionState, State, Step, StepState
from orgs.domain.audit import Actor
from privacy.registry import CONVERSATIONS

TASK = "erasure.tasks.run_erasures"


def await_review(erasure: Erasure, step: Step) -> Outcome:
    """Have the job wait for support while mentions are open; raise Stopped then."""
    with transaction.atomic():
        locked = Erasure.objects.select_for_update(no_key=True).get(pk=erasure.pk)
        count = Mention.objects.filter(erasure=locked, state=MentionState.OPEN).count()
        if not count:
            return Outcome(is_over=True)
        locked.state = State.MENTIONS
        locked.save(update_fields=["state"])
        note(locked, "mentions", mentions=count)
    raise Stopped


@transaction.atomic
def dismiss_mentions(*, actor: Actor, erasure_id: int, mention_ids: list[int], reason: str) -> int:
    """Leave what these mentions are about as it is, for a reason; return how many they were.

    Raises ErasureRefused.
    """
    if not reason.strip():
        raise ErasureRefused("reason", "Say why these stay.")
    erasure = lock(erasure_id)
    found = undecided(erasure, mention_ids)
    count = found.update(
        state=MentionState.DISMISSED,
        reason=reason.strip()[:500],
        decided_by=actor.id,
        decided_at=timezone.now(),
    )
    if count:
        note_act(erasure, "mentions_dismissed", actor, reason=reason.strip()[:500], mentions=count)
    _go_on(erasure)
    return count


@transaction.atomic
def redact_mentions(*, actor: Actor, erasure_id: int, mention_ids: list[int]) -> int:
    """Take the person's words out of these rows; return how many. Raises ErasureRefused."""
    erasure = lock(erasure_id)
    mentions = list(undecided(erasure, mention_ids))
    for mention in mentions:
        redact(erasure, mention)
    _decide(actor, [mention.pk for mention in mentions], MentionState.REDACTED)
    if mentions:
        note_act(erasure, "mentions_redacted", actor, mentions=len(mentions))
    _go_on(erasure)
    return len(mentions)


@transaction.atomic
def erase_mentions(*, actor: Actor, erasure_id: int, mention_ids: list[int]) -> int:
    """Erase the whole conversations of these mentions, by the same job; return how many those are.

    Raises ErasureRefused where one of them is in no conversation.
    """
    erasure = lock(erasure_id)
    mentions = list(undecided(erasure, mention_ids))
    if any(mention.conversation_id is None for mention in mentions):
        raise ErasureRefused("", "A mention that is in no conversation can be redacted.")
    keys = sorted({key for mention in mentions if (key := mention.conversation_id)})
    known = Mention.objects.filter(erasure=erasure, conversation_id__in=keys)
    open_ones = known.filter(state=MentionState.OPEN).values_list("pk", flat=True)
    _decide(actor, list(open_ones), MentionState.ERASED)
    if keys:
        targets.add(erasure, CONVERSATIONS, keys)
        created = Conversation.objects.filter(pk__in=keys).values_list("created_at", flat=True)
        mark_rollups(erasure.organization_id, created)
        Step.objects.filter(erasure=erasure).update(
            state=StepState.WAITING, cursor=0, finished_at=None
        )
        note_act(erasure, "mentions_erased", actor, conversations=len(keys))
    _go_on(erasure)
    return len(keys)


def undecided(erasure: Erasure, mention_ids: list[int]) -> QuerySet[Mention]:
    """Return those of these mentions that nothing became of yet."""
    return Mention.objects.filter(erasure=erasure, pk__in=mention_ids, state=MentionState.OPEN)


def _decide(actor: Actor, keys: list[int], state: MentionState) -> None:
    Mention.objects.filter(pk__in=keys).update(
        state=state, decided_by=actor.id, decided_at=timezone.now()
    )


def lock(erasure_id: int) -> Erasure:
    """Return a job whose mentions are to be reviewed. Raises ErasureRefused for another one."""
    erasure = Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)
    if erasure.state != State.MENTIONS:
        raise ErasureRefused("", "There is nothing to review at this moment.")
    return erasure


def _go_on(erasure: Erasure) -> None:
    """When all is decided the job is verified and searched again, and goes on to its end."""
    if Mention.objects.filter(erasure=erasure, state=MentionState.OPEN).exists():
        return
    Step.objects.filter(erasure=erasure, name__in=("verify", "mentions", "review")).update(
        state=StepState.WAITING, cursor=0, finished_at=None
    )
    erasure.state = State.RUNNING
    erasure.next_try_at = timezone.now()
    erasure.save(update_fields=["state", "next_try_at"])
    transaction.on_commit(lambda: wake(TASK), robust=True)
