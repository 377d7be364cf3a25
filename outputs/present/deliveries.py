"""The deliveries list as one page shows it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from orgs.models import Organization
from outputs.filters import DeliveryFilters, chips
from outputs.models import State
from outputs.present import curl
from outputs.present.rows import DeliveryRow, present_all
from outputs.queries import delivery_list as queries
from outputs.queries.around import FAILED_COUNTED, Around, around
from web import format as formats
from web import keyset, sizes
from web.paths import path_of


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
    around: Around
    oldest: Waiting | None
    failed: str
    failed_href: str
    size: str
    matching_href: str
    here: str
    clear: str
    older: str
    newer: str
    curl: str
    cursor_was_bad: bool


def list_url(
    slug: str, filters: DeliveryFilters, *, path: str = "delivery_list", **cursor: str
) -> str:
    """Return the address of the list, or of another page, under `filters`."""
    given = {name: value for name, value in cursor.items() if value}
    query = urlencode([*filters.pairs(), *given.items()])
    address = path_of(path, slug)
    return f"{address}?{query}" if query else address


def delivery_page(
    organization: Organization,
    filters: DeliveryFilters,
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> DeliveryPage:
    """Read and present one page. Raises BadCursorError."""
    slug, now = organization.slug, timezone.now()
    stands = around(organization)
    found = queries.narrowed(organization, filters, stands)
    page = queries.page(organization, filters, found, asked)
    told = chips(
        filters,
        {each.public_id: each.name for each in stands.endpoints},
        {each.public_id: each.name for each in stands.templates},
    )
    return DeliveryPage(
        filters=filters,
        rows=present_all(page.rows, slug, now),
        chips=[(text, list_url(slug, rest)) for text, rest in told],
        around=stands,
        oldest=_waiting(slug, stands, now),
        failed=_failed(stands.failed),
        failed_href=list_url(slug, DeliveryFilters(state=(State.FAILED.value,), range="7d")),
        size=sizes.told(*queries.about(found), "delivery", "deliveries"),
        matching_href=list_url(slug, filters, path="delivery_redeliver_matching"),
        here=list_url(slug, filters, older=asked.older, newer=asked.newer),
        clear=list_url(slug, DeliveryFilters()),
        older=list_url(slug, filters, older=page.older) if page.older else "",
        newer=list_url(slug, filters, newer=page.newer) if page.newer else "",
        curl=curl.of_list(filters, queries.PAGE_SIZE, is_first_page=not page.newer),
        cursor_was_bad=cursor_was_bad,
    )


def _waiting(slug: str, stands: Around, now: datetime) -> Waiting | None:
    if stands.oldest is None or stands.oldest_at is None:
        return None
    return Waiting(
        href=path_of("delivery_page", slug, stands.oldest),
        ago=formats.ago(stands.oldest_at, now),
        iso=formats.iso(stands.oldest_at),
        full=formats.full(stands.oldest_at),
    )


def _failed(count: int) -> str:
    if count > FAILED_COUNTED:
        return f"more than {FAILED_COUNTED:,} failed"
    return f"{count:,} failed" if count else ""
