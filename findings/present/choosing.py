"""The templates, as the explorer offers them."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.models import Template
from conversations.queries.templates import Use
from findings.present.addresses import table_url
from findings.queries.selection import Selection
from web import format as formats
from web import keyset


class Choice(NamedTuple):
    name: str
    description: str
    href: str
    conversations: str
    recent: str


class Choices(NamedTuple):
    """A page of templates; `older`, `newer`: where the others are, "" where there are none."""

    rows: list[Choice]
    older: str
    newer: str


def choices(
    slug: str, page: keyset.Page[Template], uses: Mapping[int, Use], *, is_test: bool
) -> Choices:
    """Return the templates, those with most conversations of the last 30 days first."""
    ordered = sorted(page.rows, key=lambda each: (-uses[each.pk].recent.total, -uses[each.pk].ever))
    rows = [
        Choice(
            template.name,
            template.description,
            table_url(
                slug,
                Selection(ConversationFilters(template=template.public_id, test=is_test)),
            ),
            formats.plural(uses[template.pk].ever, "conversation"),
            f"{uses[template.pk].recent.total:,} in 30 days",
        )
        for template in ordered
    ]
    return Choices(
        rows,
        _others(slug, "older", page.older, is_test=is_test),
        _others(slug, "newer", page.newer, is_test=is_test),
    )


def _others(slug: str, direction: str, cursor: str, *, is_test: bool) -> str:
    if not cursor:
        return ""
    query = urlencode({direction: cursor, **({"test": "1"} if is_test else {})})
    return f"{reverse('finding_table', args=[slug])}?{query}"
