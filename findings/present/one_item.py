"""One finding of a queue, as somebody may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from findings.models import ItemState, QueueState, ReviewItem, ReviewQueue, Verdict
from findings.present.one_finding import Judged, judged
from findings.present.reviews import item_href, name_of, person_of, verdict_text
from findings.queries import reviews
from orgs.models import Organization, User


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`others`: (who, what, note, when) of verdicts; empty as long as there are to be more."""

    item: ReviewItem
    queue: ReviewQueue
    judged: Judged
    own: Verdict | None
    others: list[tuple[str, str, str, datetime]]
    is_hidden: bool
    hidden: int
    place: str
    before: str
    after: str
    back: str
    can_judge: bool
    can_settle: bool
    answer: str


@dataclass(frozen=True, slots=True)
class GonePage:
    """A finding that is no more; `said`: (who, what, note, when). `is_open`: some were missing."""

    item: ReviewItem
    queue: ReviewQueue
    said: list[tuple[str, str, str, datetime]]
    person: str
    conversation_href: str
    before: str
    after: str
    back: str
    is_open: bool


def item_page(
    organization: Organization, queue: ReviewQueue, item: ReviewItem, user: User, *, may: bool
) -> ItemPage | None:
    """Return a queue's finding as `user` may see it, None where an import took it away.

    Whoever may review does not see others' verdicts before all are given: their own could still
    be replaced. `may`: review.
    """
    about = judged(organization, item.conversation, item.goal)
    if about is None:
        return None
    given = reviews.verdicts([item])[item.pk]
    own = next((each for each in given if each.reviewer_id == user.pk), None)
    is_open = queue.state == QueueState.OPEN
    is_hidden = may and item.state == ItemState.OPEN
    others = [each for each in given if each.reviewer_id != user.pk]
    around = reviews.around(queue.pk, item.position)
    slug = organization.slug
    return ItemPage(
        item=item,
        queue=queue,
        judged=about,
        own=own,
        others=[] if is_hidden else _told(others),
        is_hidden=is_hidden,
        hidden=len(others) if is_hidden else 0,
        place=f"{around.place} of {around.total}",
        before=item_href(slug, queue, around.before) if around.before else "",
        after=item_href(slug, queue, around.after) if around.after else "",
        back=reverse("review_queue", args=[slug, queue.public_id]),
        can_judge=may and is_open and item.state == ItemState.OPEN,
        can_settle=may and is_open and item.state in (ItemState.SPLIT, ItemState.SETTLED),
        answer=f"{item.get_answer_display()} by {name_of(item.answered_by)}" if item.answer else "",
    )


def gone_page(
    organization: Organization, queue: ReviewQueue, item: ReviewItem, user: User, *, may: bool
) -> GonePage:
    """Return what is left of a queue's finding that an import took away, as `user` may see it."""
    given = reviews.verdicts([item])[item.pk]
    is_hidden = may and item.state == ItemState.OPEN
    around = reviews.around(queue.pk, item.position)
    slug = organization.slug
    return GonePage(
        item=item,
        queue=queue,
        said=_told([each for each in given if not is_hidden or each.reviewer_id == user.pk]),
        person=person_of(item),
        conversation_href=reverse("conversation_page", args=[slug, item.conversation.public_id]),
        before=item_href(slug, queue, around.before) if around.before else "",
        after=item_href(slug, queue, around.after) if around.after else "",
        back=reverse("review_queue", args=[slug, queue.public_id]),
        is_open=item.state == ItemState.OPEN,
    )


def _told(verdicts: Sequence[Verdict]) -> list[tuple[str, str, str, datetime]]:
    return [(name_of(each.reviewer), verdict_text(each), each.note, each.at) for each in verdicts]
