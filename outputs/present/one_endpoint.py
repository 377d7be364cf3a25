"""An endpoint's page: its health, its last day as a chart with a table behind it."""

from dataclasses import dataclass

from django.utils import timezone

from orgs.models import Organization
from outputs.dialects import ROXELS, dialects
from outputs.filters import DeliveryFilters
from outputs.models import Endpoint, State
from outputs.present.deliveries import list_url
from outputs.present.endpoints import EndpointRow, about, endpoint_row
from outputs.present.words import latency
from outputs.queries import health as queries
from outputs.queries.health import Hour
from outputs.secrets import header_names
from web import charts
from web import format as formats
from web.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class HourColumn:
    """One hour of the chart and of the table behind it."""

    name: str
    full: str
    column: charts.Column
    title: str
    good: str
    bad: str
    p95: str


@dataclass(frozen=True, slots=True)
class EndpointPage:
    """`headers`: the names of those it sends; `hours`: empty where nothing was tried.

    `failed`: how many deliveries are tried no more; `worded`: whose words are sent, "" for ours.
    """

    row: EndpointRow
    headers: list[str]
    hours: list[HourColumn]
    ticks: list[charts.Tick]
    told: str
    deliveries_href: str
    failed: str
    failed_href: str
    worded: str


def endpoint_page(organization: Organization, endpoint: Endpoint) -> EndpointPage:
    slug, now = organization.slug, timezone.now()
    found = queries.health(organization, [endpoint], queries.TRIES_OF_PAGE)[endpoint.pk]
    hours = queries.hours(endpoint)
    tried = any(hour.good or hour.bad for hour in hours)
    drawn = charts.stack([(hour.good, hour.bad) for hour in hours])
    own = DeliveryFilters(endpoint=endpoint.public_id)
    failed = DeliveryFilters(state=(State.FAILED.value,), endpoint=endpoint.public_id)
    return EndpointPage(
        row=endpoint_row(slug, endpoint, found, now),
        headers=names_of_headers(endpoint),
        hours=[_hour(*pair) for pair in zip(hours, drawn.columns, strict=True)] if tried else [],
        ticks=drawn.ticks,
        told=_told(hours),
        deliveries_href=list_url(slug, own),
        failed=about(found.failed),
        failed_href=list_url(slug, failed),
        worded=dialects().get(endpoint.dialect, "") if endpoint.dialect != ROXELS else "",
    )


def _hour(hour: Hour, column: charts.Column) -> HourColumn:
    name = formats.clock(hour.at)
    return HourColumn(
        name=name,
        full=formats.day_time(hour.at),
        column=column,
        title=f"{name}: {hour.good:,} delivered, {hour.bad:,} failed",
        good=formats.number(hour.good),
        bad=formats.number(hour.bad),
        p95=latency(hour.p95),
    )


def _told(hours: list[Hour]) -> str:
    good, bad = sum(hour.good for hour in hours), sum(hour.bad for hour in hours)
    return f"Tries by the hour, the last 24: {good:,} delivered, {bad:,} failed."


def names_of_headers(endpoint: Endpoint) -> list[str]:
    """Return the names of its own headers; none where the key that sealed them is gone."""
    try:
        return header_names(endpoint)
    except SealBroken:
        return []
