"""Review queues: their list, and one with its progress, its agreement and who did what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from findings import agreement
from findings.models import ItemState, ReviewItem, ReviewQueue, Sampling, Verdict, VerdictKind
from findings.present import words
from findings.queries import reviews as queries
from findings.queries.reviews import Complete, Given
from orgs.models import Organization, User
from web import format as formats
from web import keyset
from web.charts import percent

FORMER = "A former member"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`done` of `total` findings have all their verdicts; `share`: that, for the bar's width.

    `gone`: how many besides an import took away before they had.
    """

    queue: ReviewQueue
    href: str
    sampling: str
    done: int
    total: int
    share: str
    to_settle: int
    gone: int
    agreement: str
    kappa: str


@dataclass(frozen=True, slots=True)
class QueueList:
    rows: list[QueueRow]
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    name: str
    counts: list[int]
    total: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A finding that reviewers do not agree on; `said`: (who, what, note) each.

    `state`: as of the item, or `gone` where there is nothing left to settle.
    """

    href: str
    goal: str
    person: str
    said: list[tuple[str, str, str]]
    state: str
    answer: str


class GoneRow(NamedTuple):
    """A finding that an import took away before it had its verdicts."""

    href: str
    goal: str
    person: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    row: QueueRow
    reviewers: list[ReviewerRow]
    splits: list[SplitRow]
    gone: list[GoneRow]
    kinds: list[str]
    own: int
    next_href: str
    table_href: str
    explained: str


def queue_list(organization: Organization, asked: keyset.Request) -> QueueList:
    """Return one page of queues. Raises BadCursorError."""
    page = queries.queues(organization, asked)
    ids = [queue.pk for queue in page.rows]
    progress, complete = queries.progress(ids), queries.complete(ids)
    rows = [
        _row(organization.slug, queue, progress[queue.pk], complete[queue.pk])
        for queue in page.rows
    ]
    base = reverse("review_list", args=[organization.slug])
    return QueueList(
        rows,
        f"{base}?{urlencode({'older': page.older})}" if page.older else "",
        f"{base}?{urlencode({'newer': page.newer})}" if page.newer else "",
    )


def queue_page(organization: Organization, queue: ReviewQueue, user: User) -> QueuePage:
    """Return everything about one queue, as `user` may see it: no open finding's verdicts."""
    slug = organization.slug
    complete = queries.complete([queue.pk])[queue.pk]
    row = _row(slug, queue, queries.progress([queue.pk])[queue.pk], complete)
    position = queries.next_position(queue.pk, user.pk)
    unsettled = queries.unsettled(queue)
    verdicts, lost = queries.verdicts(unsettled), queries.is_gone(unsettled)
    pairs = [(name, value) for name, value in queue.query if name != "zone"]
    return QueuePage(
        row=row,
        reviewers=_reviewers(queries.by_reviewer(queue.pk)),
        splits=[
            _split(slug, queue, item, verdicts[item.pk], is_gone=item.pk in lost)
            for item in unsettled
        ],
        gone=[
            GoneRow(item_href(slug, queue, item.position), item.goal, person_of(item))
            for item in (queries.gone(queue) if row.gone else ())
        ],
        kinds=[kind.label for kind in VerdictKind],
        own=queries.own_count(queue.pk, user.pk),
        next_href=item_href(slug, queue, position) if position else "",
        table_href=f"{reverse('finding_table', args=[slug])}?{urlencode(pairs)}" if pairs else "",
        explained=_explained(complete, queue.reviewers),
    )


def item_href(slug: str, queue: ReviewQueue, position: int) -> str:
    return reverse("review_item", args=[slug, queue.public_id, position])


def name_of(user: User | None) -> str:
    return user.display_name if user else FORMER


def _row(
    slug: str, queue: ReviewQueue, states: Counter[str], complete: Sequence[Complete]
) -> QueueRow:
    total = states.total() - states[queries.GONE]
    done = total - states[ItemState.OPEN]
    kappa = kappa_of(complete)
    return QueueRow(
        queue=queue,
        href=reverse("review_queue", args=[slug, queue.public_id]),
        sampling=_sampling(queue),
        done=done,
        total=total,
        share=percent(100 * done / total) if total else "0%",
        to_settle=states[ItemState.SPLIT],
        gone=states[queries.GONE],
        agreement=_agreement(complete) if queue.reviewers > 1 else "",
        kappa="" if kappa is None else f"{kappa:.2f}".replace("-", "−"),
    )


def _sampling(queue: ReviewQueue) -> str:
    goals = ", ".join(queue.goals) or "all goals"
    drawn = {
        Sampling.ALL: "All findings",
        Sampling.RANDOM: f"{formats.number(queue.size or 0)} at random",
        Sampling.DOUBTFUL: f"Unsupported, or below {queue.low_confidence:.0%}",
    }[Sampling(queue.sampling)]
    return f"{drawn} of {goals}"


def _agreement(complete: Sequence[Complete]) -> str:
    total = sum(each.number for each in complete)
    if not total:
        return ""
    same = sum(each.number for each in complete if len(set(each.kinds)) == 1)
    return f"{same / total:.0%}"


def kappa_of(complete: Sequence[Complete]) -> float | None:
    """Return Cohen's kappa where the same two reviewed everything, else Fleiss'."""
    several = [each for each in complete if len(each.kinds) > 1]
    if not several:
        return None
    if is_of_two(several):
        return agreement.cohen(
            [(each.kinds[0], each.kinds[1]) for each in several for _ in range(each.number)]
        )
    most = max(len(each.kinds) for each in several)
    return agreement.fleiss(
        [each.kinds for each in several if len(each.kinds) == most for _ in range(each.number)]
    )


def is_of_two(complete: Sequence[Complete]) -> bool:
    return len({each.reviewers for each in complete}) == 1 and len(complete[0].reviewers) == 2


def _explained(complete: Sequence[Complete], reviewers: int) -> str:
    """Return what the kappa says, or why there is none."""
    if reviewers < 2:
        return "One reviewer an item: there is nobody to agree with."
    several = [each for each in complete if len(each.kinds) > 1]
    if not several:
        return "No finding has all its verdicts yet."
    kappa = kappa_of(complete)
    if kappa is None:
        return "All verdicts are the same, so chance would have them agree as well."
    whose = "Cohen’s kappa, two reviewers" if is_of_two(several) else "Fleiss’ kappa"
    return f"{whose}: {agreement.in_words(kappa)}."


def _reviewers(given: Sequence[Given]) -> list[ReviewerRow]:
    by_id: dict[int | None, list[Given]] = {}
    for each in given:
        by_id.setdefault(each.reviewer_id, []).append(each)
    rows = []
    for told in by_id.values():
        counts = {each.kind: each.number for each in told}
        rows.append(
            ReviewerRow(
                told[0].name or FORMER,
                [counts.get(kind.value, 0) for kind in VerdictKind],
                sum(counts.values()),
                max(each.last_at for each in told),
            )
        )
    return sorted(rows, key=lambda row: -row.total)


def _split(
    slug: str, queue: ReviewQueue, item: ReviewItem, verdicts: Sequence[Verdict], *, is_gone: bool
) -> SplitRow:
    answer = ""
    if item.state == ItemState.SETTLED:
        answer = f"{VerdictKind(item.answer).label} by {name_of(item.answered_by)}"
    return SplitRow(
        href=item_href(slug, queue, item.position),
        goal=item.goal,
        person=person_of(item),
        said=[(name_of(each.reviewer), verdict_text(each), each.note) for each in verdicts],
        state=queries.GONE if is_gone and item.state == ItemState.SPLIT else item.state,
        answer=answer,
    )


def person_of(item: ReviewItem) -> str:
    """Return who was spoken with, or which conversation it is."""
    return item.conversation.person_label or item.conversation.public_id


def verdict_text(verdict: Verdict) -> str:
    """`Correct: Porto`."""
    label = VerdictKind(verdict.kind).label
    if verdict.kind != VerdictKind.CORRECT:
        return label
    return f"{label}: {words.value_text(verdict.value)}"
