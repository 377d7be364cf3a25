"""The conversations list as one page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import Chip, ConversationFilters, chips
from conversations.present import curl
from conversations.present.live_rows import followed, live_href
from conversations.present.rows import ListRow, present
from conversations.queries import listing
from conversations.queries.excerpts import excerpts
from orgs.models import Organization
from web import highlight, keyset, sizes


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows, and where every control on the page leads. URLs are paths with queries."""

    filters: ConversationFilters
    rows: list[ListRow]
    chips: list[tuple[Chip, str]]
    templates: Sequence[listing.TemplateChoice]
    size: str
    here: str
    clear: str
    older: str
    newer: str
    news: str
    live: str
    curl: str
    row_base: str
    row_query: str
    ticked: str
    cursor_was_bad: bool


def list_url(slug: str, filters: ConversationFilters, **cursor: str) -> str:
    """Return the list's own address under `filters`."""
    query = urlencode([*filters.pairs(), *cursor.items()])
    path = reverse("conversation_list", args=[slug])
    return f"{path}?{query}" if query else path


def list_page(
    organization: Organization,
    filters: ConversationFilters,
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> ListPage:
    """Read and present one page. Raises BadCursorError."""
    slug = organization.slug
    query = highlight.parse(filters.q)
    page = listing.page(organization, filters, asked)
    hits = excerpts([row.id for row in page.rows], query) if query and page.rows else {}
    templates = listing.template_choices(organization)
    names = {template.public_id: template.name for template in templates}
    ids = {template.public_id: template.id for template in templates}
    person = listing.person(organization, filters.person) if filters.person else None
    called = person.display_name if person else "unknown"
    told = chips(filters, names.get(filters.template, "unknown"), called)
    row_query = urlencode(filters.pairs())
    here = _here(slug, filters, asked, cursor_was_bad)
    rows = present(page.rows, query or None, hits)
    return ListPage(
        filters=filters,
        rows=rows,
        chips=[(chip, list_url(slug, chip.rest)) for chip in told],
        templates=templates,
        size=_size(organization, filters, page, ids.get(filters.template)),
        here=here,
        clear=list_url(slug, ConversationFilters()),
        older=list_url(slug, filters, older=page.older) if page.older else "",
        newer=list_url(slug, filters, newer=page.newer) if page.newer else "",
        news=_news(organization, filters, page),
        live=live_href(slug, filters, followed(rows)),
        curl=curl.of_list(
            filters,
            (person.external_id if person else "") or "",
            listing.PAGE_SIZE,
            is_first_page=not page.newer,
        ),
        row_base=reverse("conversation_list", args=[slug]),
        row_query=f"?{row_query}" if row_query else "",
        ticked=f"{here}{'&' if '?' in here else '?'}ticked=1",
        cursor_was_bad=cursor_was_bad,
    )


def _size(
    organization: Organization,
    filters: ConversationFilters,
    page: keyset.Page[listing.Row],
    template_id: int | None,
) -> str:
    """Return the list's length in words: exact while small, then about."""
    if filters.q:
        more = bool(page.older or page.newer)
        return f"{len(page.rows)}+ found" if more else f"{len(page.rows)} found"
    return sizes.told(*listing.about(organization, filters, template_id), "conversation")


def _here(
    slug: str, filters: ConversationFilters, asked: keyset.Request, cursor_was_bad: bool
) -> str:
    cursor = {} if cursor_was_bad else {"older": asked.older, "newer": asked.newer}
    return list_url(slug, filters, **{name: value for name, value in cursor.items() if value})


def _news(
    organization: Organization, filters: ConversationFilters, page: keyset.Page[listing.Row]
) -> str:
    """Return the address to ask for newer rows; only the first page asks."""
    if page.newer or not page.rows:
        return ""
    cursor = keyset.encode(listing.place_of(page.rows[0]), listing.scope(organization.pk, filters))
    query = urlencode([*filters.pairs(), ("cursor", cursor)])
    return f"{reverse('conversation_news', args=[organization.slug])}?{query}"
