"""The rows of a list that follow along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.present.rows import ListRow, present
from conversations.queries.excerpts import excerpts
from conversations.queries.listing import PAGE_SIZE
from conversations.queries.live import Changes
from orgs.models import Organization
from web import highlight
from web.ids import PUBLIC_ID


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Rows to put in the place of those shown, ids of rows to take away, where to ask next."""

    rows: list[ListRow]
    gone: list[str]
    live: str
    row_base: str
    row_query: str


def live_href(slug: str, filters: ConversationFilters, seen: Mapping[str, int]) -> str:
    """Return where a list asks for changes of the rows in `seen`, "" where there are none."""
    if not seen:
        return ""
    told = [("row", f"{public_id}:{revision}") for public_id, revision in seen.items()]
    return f"{reverse('list_live', args=[slug])}?{urlencode([*filters.pairs(), *told])}"


def followed(rows: Sequence[ListRow]) -> dict[str, int]:
    """Return {public id: revision} of the rows that more may come to."""
    return {row.public_id: row.revision for row in rows if row.revision}


def seen_rows(told: Sequence[str]) -> dict[str, int]:
    """Return {public id: revision} of what a list says it shows, as much as a page can hold."""
    seen: dict[str, int] = {}
    for text in told[:PAGE_SIZE]:
        public_id, _, revision = text.rpartition(":")
        is_number = revision.isascii() and revision.isdecimal() and len(revision) < 16
        if is_number and PUBLIC_ID.fullmatch(public_id):
            seen[public_id] = int(revision)
    return seen


def changed_rows(
    organization: Organization,
    filters: ConversationFilters,
    changes: Changes,
    seen: Mapping[str, int],
) -> ChangedRows:
    """Return the rows that changed as the list under `filters` shows them.

    One that passes the filters no longer stays where the reader has it.
    """
    query = highlight.parse(filters.q) or None
    hits = excerpts([row.id for row in changes.rows], query) if query and changes.rows else {}
    rows = present(changes.rows, query, hits)
    changed = {row.public_id for row in rows}.union(changes.gone)
    still = {public_id: seen[public_id] for public_id in seen if public_id not in changed}
    pairs = urlencode(filters.pairs())
    return ChangedRows(
        rows=rows,
        gone=changes.gone,
        live=live_href(organization.slug, filters, {**still, **followed(rows)}),
        row_base=reverse("conversation_list", args=[organization.slug]),
        row_query=f"?{pairs}" if pairs else "",
    )
