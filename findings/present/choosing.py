"""The templates, as the explorer offers them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from conversations.filters import ConversationFilters
from conversations.models import Template
from conversations.queries.templates import Use
from findings.present.addresses import table_url
from findings.queries.selection import Selection
from web import format as formats


class Choice(NamedTuple):
    name: str
    description: str
    href: str
    conversations: str
    recent: str


def choices(
    slug: str, templates: Sequence[Template], uses: Mapping[int, Use], *, is_test: bool
) -> list[Choice]:
    """Return the templates, those with most conversations of the last 30 days first."""
    ordered = sorted(templates, key=lambda each: (-uses[each.pk].recent.total, -uses[each.pk].ever))
    return [
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
