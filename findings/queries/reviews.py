"""Reads of review queues: how far they are, who did what, what comes next."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from conversations.models import Finding
from findings.models import ItemState, ReviewItem, ReviewQueue, Verdict
from orgs.models import Organization
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 30
SHOWN = 100  # findings of a queue that are listed for one thing

# What an import took away can be asked of nobody, until another brings it again.
GONE, MOOT = "gone", "moot"
_STATES = f"""
    SELECT i.queue_id, CASE
            WHEN i.state NOT IN ('open', 'split') OR EXISTS (
                SELECT FROM conversations_finding f
                WHERE f.conversation_id = i.conversation_id AND f.goal = i.goal
            ) THEN i.state
            WHEN i.state = 'open' THEN '{GONE}' ELSE '{MOOT}'
        END, count(*)
    FROM findings_reviewitem i
    JOIN conversations_conversation c ON c.id = i.conversation_id AND c.erasing_at IS NULL
    WHERE i.queue_id = ANY(%s) GROUP BY 1, 2
"""
# Of the complete ones: each combination of who said what, and how often it came.
_COMPLETE = """
    SELECT queue_id, kinds, reviewers, count(*) FROM (
        SELECT i.queue_id, array_agg(
                CASE v.kind WHEN 'correct' THEN 'correct ' || v.value::text ELSE v.kind END
                ORDER BY v.reviewer_id
            ) AS kinds, array_agg(v.reviewer_id ORDER BY v.reviewer_id) AS reviewers
        FROM findings_reviewitem i JOIN findings_verdict v ON v.item_id = i.id
        WHERE i.queue_id = ANY(%s) AND i.state <> 'open' GROUP BY i.id
    ) told GROUP BY 1, 2, 3
"""
_BY_REVIEWER = """
    SELECT v.reviewer_id, coalesce(nullif(u.name, ''), u.email, ''), v.kind, count(*), max(v.at)
    FROM findings_verdict v JOIN findings_reviewitem i ON i.id = v.item_id
    LEFT JOIN orgs_user u ON u.id = v.reviewer_id
    WHERE i.queue_id = %s GROUP BY 1, 2, 3
"""
# The next one that still needs this reviewer: behind `after`, else from the start.
_NEXT = """
    SELECT i.position FROM findings_reviewitem i
    JOIN conversations_conversation c ON c.id = i.conversation_id AND c.erasing_at IS NULL
    WHERE i.queue_id = %(queue)s AND i.state = 'open' AND NOT EXISTS (
        SELECT FROM findings_verdict v WHERE v.item_id = i.id AND v.reviewer_id = %(reviewer)s
    ) AND EXISTS (
        SELECT FROM conversations_finding f
        WHERE f.conversation_id = i.conversation_id AND f.goal = i.goal
    )
    ORDER BY i.position <= %(after)s, i.position LIMIT 1
"""
# What can be seen beside a place: what was erased left gaps, what an import took away has no page.
_AROUND = """
    WITH told AS (
        SELECT i.position, i.state, EXISTS (
            SELECT FROM conversations_finding f
            WHERE f.conversation_id = i.conversation_id AND f.goal = i.goal
        ) AS is_there
        FROM findings_reviewitem i
        JOIN conversations_conversation c ON c.id = i.conversation_id AND c.erasing_at IS NULL
        WHERE i.queue_id = %(queue)s
    )
    SELECT max(position) FILTER (WHERE is_there AND position < %(at)s),
        min(position) FILTER (WHERE is_there AND position > %(at)s),
        count(*) FILTER (WHERE (is_there OR state <> 'open') AND position <= %(at)s),
        count(*) FILTER (WHERE is_there OR state <> 'open')
    FROM told
"""
_IS_GONE = ~Exists(
    Finding.objects.filter(conversation=OuterRef("conversation"), goal=OuterRef("goal"))
)
_OWN = """
    SELECT count(*) FROM findings_verdict v JOIN findings_reviewitem i ON i.id = v.item_id
    WHERE i.queue_id = %s AND v.reviewer_id = %s
"""


class Complete(NamedTuple):
    """Verdicts that came together; `number`: how often. `kinds` and `reviewers` in one order.

    Corrections to different values are different kinds: whoever gives them does not agree.
    """

    kinds: tuple[str, ...]
    reviewers: tuple[int | None, ...]
    number: int


class Around(NamedTuple):
    """Where a finding stands in its queue, and the positions before and after it, if any."""

    before: int | None
    after: int | None
    place: int
    total: int


class Given(NamedTuple):
    """How many verdicts of a kind a reviewer gave, and when the last one."""

    reviewer_id: int | None
    name: str
    kind: str
    number: int
    last_at: Any


def queues(organization: Organization, asked: keyset.Request) -> keyset.Page[ReviewQueue]:
    """Return one page of queues, newest first. Raises BadCursorError."""
    found = ReviewQueue.objects.filter(organization=organization).select_related(
        "template", "made_by"
    )

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[ReviewQueue]:
        return keyset.newest_first(found, place, direction, limit)

    return keyset.read(asked, f"reviews {organization.pk}", PAGE_SIZE, fetch, _place)


def _place(queue: ReviewQueue) -> Place:
    return Place(queue.created_at, queue.pk)


def queue(organization: Organization, public_id: str) -> ReviewQueue | None:
    """Return the organisation's queue, None for an unknown one."""
    found = ReviewQueue.objects.select_related("template", "made_by")
    return found.filter(organization=organization, public_id=public_id).first()


def existing(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these queues' pages can be opened."""
    found = ReviewQueue.objects.filter(organization_id=organization_id, public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


def progress(queue_ids: Collection[int]) -> dict[int, Counter[str]]:
    """Return {queue: {state of an item: how many}}, of those that can be seen.

    Of those whose finding is gone: `GONE` what was open, `MOOT` what was to be settled.
    """
    counted: dict[int, Counter[str]] = {id: Counter() for id in queue_ids}
    for id, state, count in _rows(_STATES, [list(queue_ids)]):
        counted[id][state] = count
    return counted


def complete(queue_ids: Collection[int]) -> dict[int, list[Complete]]:
    """Return {queue: what reviewers said of its complete findings}."""
    found: dict[int, list[Complete]] = {id: [] for id in queue_ids}
    for id, kinds, reviewers, count in _rows(_COMPLETE, [list(queue_ids)]):
        found[id].append(Complete(tuple(kinds), tuple(reviewers), count))
    return found


def by_reviewer(queue_id: int) -> list[Given]:
    return [Given(*row) for row in _rows(_BY_REVIEWER, [queue_id])]


def next_position(queue_id: int, reviewer_id: int, after: int = 0) -> int | None:
    """Return the position of the next finding that needs this reviewer, None when done."""
    rows = _rows(_NEXT, {"queue": queue_id, "reviewer": reviewer_id, "after": after})
    return rows[0][0] if rows else None


def around(queue_id: int, position: int) -> Around:
    [row] = _rows(_AROUND, {"queue": queue_id, "at": position})
    return Around(*row)


def own_count(queue_id: int, reviewer_id: int) -> int:
    """Return how many verdicts the reviewer has given in the queue."""
    [[count]] = _rows(_OWN, [queue_id, reviewer_id])
    return int(count)


def item(queue: ReviewQueue, position: int) -> ReviewItem | None:
    """Return the finding at a place of the queue, None where there is none to be seen."""
    found = ReviewItem.objects.select_related("conversation", "answered_by")
    shown = found.filter(queue=queue, position=position, conversation__erasing_at__isnull=True)
    return shown.first()


def verdicts(items: Sequence[ReviewItem]) -> dict[int, list[Verdict]]:
    """Return {item: its verdicts in the order they were first given}."""
    found: dict[int, list[Verdict]] = {each.pk: [] for each in items}
    given = Verdict.objects.filter(item__in=found).select_related("reviewer").order_by("pk")
    for verdict in given:
        found[verdict.item_id].append(verdict)
    return found


def gone(queue: ReviewQueue) -> list[ReviewItem]:
    """Return the first of the open findings that an import took away."""
    return list(_seen(queue).filter(_IS_GONE, state=ItemState.OPEN)[:SHOWN])


def is_gone(items: Sequence[ReviewItem]) -> set[int]:
    """Return which of the items have no finding any more."""
    found = ReviewItem.objects.filter(_IS_GONE, pk__in=[each.pk for each in items])
    return set(found.values_list("pk", flat=True))


def _seen(queue: ReviewQueue) -> QuerySet[ReviewItem]:
    found = ReviewItem.objects.filter(queue=queue, conversation__erasing_at__isnull=True)
    return found.select_related("conversation", "answered_by").order_by("position")


def unsettled(queue: ReviewQueue) -> list[ReviewItem]:
    """Return the findings that reviewers do not agree on, those to settle first."""
    found = _seen(queue).filter(state__in=[ItemState.SPLIT, ItemState.SETTLED])
    return list(found.order_by("-state", "position")[:SHOWN])


def _rows(statement: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
