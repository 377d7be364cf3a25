"""What an imported conversation set off where it was led: history, never sent from here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db import connection

from intake.bulk import Row, Table, copy_rows
from intake.draft import Draft
from intake.past import past_deliveries
from outputs.models import Kind, State
from outputs.models.delivery import mint_delivery

DELIVERIES = Table(
    "outputs_delivery",
    (
        "organization_id", "conversation_id", "template_id", "public_id", "kind", "event_type",
        "goal", "target", "output", "state", "attempt_count", "last_status", "created_at",
        "finished_at", "is_history", "is_waiting", "answer_due", "fact", "store_as", "lane", "step",
        "last_error",
    ),
)  # fmt: skip
# The last of them, which say more of what is sent from here.
_UNSENT = (True, False, False, 0, "", 0, 0, "")

# In one statement: what the next import makes anew keeps its id, so that links lead there still.
_TAKE_OUT = """
    DELETE FROM outputs_delivery WHERE conversation_id = ANY(%s) AND is_history
    RETURNING conversation_id, kind, id, public_id
"""

Known = Mapping[tuple[int, str], list[str]]


def write_deliveries(organization_id: int, drafts: Collection[Draft]) -> None:
    """Make what the drafts tell of all the history that their conversations have."""
    known: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    if again := [draft.id for draft in drafts if draft.existing]:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_OUT, [again])
            taken = sorted(cursor.fetchall(), key=lambda row: row[2])
        for conversation_id, kind, _, public_id in taken:
            known[conversation_id, kind].append(public_id)
    copy_rows(DELIVERIES, _rows(organization_id, drafts, known))


def _rows(organization_id: int, drafts: Collection[Draft], known: Known) -> Iterator[Row]:
    for draft in drafts:
        ids = {kind: iter(known.get((draft.id, kind), ())) for kind in Kind}
        ended_at = draft.record.ended_at or draft.record.started_at or draft.created_at
        for past in past_deliveries(draft.record):
            at = past.at or ended_at
            yield (
                organization_id,
                draft.id,
                draft.version.template_id if draft.version else None,
                next(ids[past.kind], None) or mint_delivery(),
                past.kind,
                past.event,
                past.goal,
                past.target,
                past.output,
                past.state,
                past.attempts,
                past.status,
                at,
                None if past.state == State.PENDING else at,
                *_UNSENT,
            )
