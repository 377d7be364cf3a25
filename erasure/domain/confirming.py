"""Conversations of others go with a mention only where somebody means it, or two."""

from collections.abc import Collection

from django.db import transaction

from erasure.domain.approving import approvals_needed
from erasure.domain.errors import ErasureRefused
from erasure.domain.reviewing import erase_mentions, lock, undecided
from erasure.domain.timeline import note_act
from erasure.models import Mention
from orgs.domain.audit import Actor
from orgs.models import User


@transaction.atomic
def confirm_erasing(
    *, actor: Actor, user: User, erasure_id: int, mention_ids: list[int], typed: str
) -> int:
    """Have the conversations of these mentions erased; where a second approver is needed, by two.

    Returns how many are erased now: 0 where somebody else has to confirm it first. `typed`: see
    `confirmation_of_erasing`. Raises ErasureRefused.
    """
    erasure = lock(erasure_id)
    mentions = list(undecided(erasure, mention_ids))
    if not mentions:
        raise ErasureRefused("", "There is nothing left of these to decide on.")
    if typed.strip() != confirmation_of_erasing(mentions):
        raise ErasureRefused("typed", "This is not what was to be typed.")
    by_others = [each for each in mentions if each.proposed_by not in (None, user.pk)]
    if approvals_needed(erasure) > 1 and len(by_others) < len(mentions):
        fresh = [each.pk for each in mentions if each.proposed_by is None]
        if not fresh:
            raise ErasureRefused("", "You asked for it already; somebody else has to confirm it.")
        Mention.objects.filter(pk__in=fresh).update(proposed_by=user.pk)
        note_act(erasure, "mentions_proposed", actor, mentions=len(fresh))
        return 0
    return erase_mentions(actor=actor, erasure_id=erasure_id, mention_ids=mention_ids)


def confirmation_of_erasing(mentions: Collection[Mention]) -> str:
    """Return what whoever has the conversations of these mentions erased has to type."""
    count = len({each.conversation_id for each in mentions if each.conversation_id})
    return f"erase {count} conversation{'' if count == 1 else 's'}"
