"""The deliveries list as one page shows it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from conversations.queries.listing import TemplateChoice, template_choices
from orgs.models import Organization
from outputs.filters import DeliveryFilters, chips
from outputs.models import State
from outputs.present import curl
from outputs.present.rows import DeliveryRow, present_all
from outputs.queries import delivery_list as queries
from web import format as formats
from web import keyset, sizes


@dataclass(frozen=True, slots=True)
class Waiting:
    """The delivery that waits longest."""

    href: str
    ago: str
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Rows, what needs somebody, and where every control leads. `failed`: of seven days."""

    filters: DeliveryFilters
    rows: list[DeliveryRow]
    chips: list[tuple[str, str]]
    endpoints: list[queries.EndpointChoice]
    templates: list[TemplateChoice]
    oldest: Waiting | None
    failed: str
    failed_href: str
    size: str
    here: str
    clear: str
    older: str
    newer: str
    curl: str
    cursor_was_bad: bool


def list_url(slug: str, filters: DeliveryFilters, **cursor: str) -> str:
    """Return the list's own address under `filters`."""
    given = {name: value for name, value in cursor.items() if value}
    query = urlencode([*filters.pairs(), *given.items()])
    path = reverse("delivery_list", args=[slug])
    return f"{path}?{query}" if query else path


def delivery_page(
    organization: Organization,
    filters: DeliveryFilters,
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> DeliveryPage:
    """Read and present one page. Raises BadCursorError."""
    slug, now = organization.slug, timezone.now()
    found = queries.narrowed(organization, filters)
    page = queries.page(organization, filters, found, asked)
    above = queries.above(organization)
    endpoints = queries.endpoint_choices(organization)
    templates = template_choices(organization)
    told = chips(
        filters,
        {each.public_id: each.name for each in endpoints},
        {each.public_id: each.name for each in templates},
    )
    return DeliveryPage(
        filters=filters,
        rows=present_all(page.rows, slug, now),
        chips=[(text, list_url(slug, rest)) for text, rest in told],
        endpoints=endpoints,
        templates=templates,
        oldest=_waiting(slug, above, now),
        failed=_failed(above.failed),
        failed_href=list_url(slug, DeliveryFilters(state=(State.FAILED.value,), range="7d")),
        size=sizes.told(*queries.about(found), "delivery", "deliveries"),
        here=list_url(slug, filters, older=asked.older, newer=asked.newer),
        clear=list_url(slug, DeliveryFilters()),
        older=list_url(slug, filters, older=page.older) if page.older else "",
        newer=list_url(slug, filters, newer=page.newer) if page.newer else "",
        curl=curl.of_list(filters, queries.PAGE_SIZE, is_first_page=not page.newer),
        cursor_was_bad=cursor_was_bad,
    )


def _waiting(slug: str, above: queries.Above, now: datetime) -> Waiting | None:
    if above.oldest is None or above.oldest_at is None:
        return None
    return Waiting(
        href=reverse("delivery_page", args=[slug, above.oldest]),
        ago=formats.ago(above.oldest_at, now),
        iso=formats.iso(above.oldest_at),
        full=formats.full(above.oldest_at),
    )


def _failed(count: int) -> str:
    if count > queries.FAILED_COUNTED:
        return f"more than {queries.FAILED_COUNTED:,} failed"
    return f"{count:,} failed" if count else ""
