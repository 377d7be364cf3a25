"""The overview as one page shows it: tiles, a chart with its table, templates, the newest rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.models import Status
from conversations.present.listing import list_url
from conversations.present.rates import Rate, change_of, share, tile_change
from conversations.present.rows import ListRow, present
from conversations.queries.counts import Counts
from conversations.queries.overview import Overview, TopTemplate
from orgs.models import Organization
from web import charts
from web import format as formats

# From the bottom up: what went well first.
SERIES = (Status.COMPLETED, Status.FAILED, Status.ABANDONED, Status.JOINED, Status.CREATED)
RANGES = {"7d": 7, "30d": 30, "90d": 90}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Tile:
    """One number; `change` tells how it was before, `tone` whether that is good or bad."""

    label: str
    value: str
    change: str
    tone: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the chart and one line of its table; `blocks` pair with `column.blocks`."""

    name: str
    full_name: str
    column: charts.Column
    href: str
    title: str
    blocks: list[tuple[charts.Block, str, str, str]]  # geometry, status, address, title
    total: str
    cells: list[tuple[str, str]]  # number and address, in the order of SERIES
    completion: str


@dataclass(frozen=True, slots=True)
class Top:
    """A template's share of the period, drawn as a bar."""

    name: str
    href: str
    rate: Rate
    total: str
    completion: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """`ranges`, `kinds`: (label, address, is it shown). `rows`: the newest conversations."""

    ranges: list[tuple[str, str, bool]]
    kinds: list[tuple[str, str, bool]]
    is_test: bool
    is_new: bool
    is_empty: bool
    told: str
    tiles: list[Tile]
    than: str
    series: list[tuple[str, str]]  # status and label
    ticks: list[charts.Tick]
    days: list[Day]
    top: list[Top]
    rows: list[ListRow]
    row_base: str
    row_query: str
    all_rows: str
    has_odd_hours: bool


def overview_page(
    organization: Organization, found: Overview, chosen: str, *, is_test: bool
) -> OverviewPage:
    slug = organization.slug
    now = sum_of(found.days)
    filters = ConversationFilters(test=is_test)
    query = urlencode(filters.pairs())
    chart = charts.stack([_in_order(counts) for counts in found.days])
    return OverviewPage(
        ranges=[
            (f"{days} days", overview_url(slug, name, is_test=is_test), name == chosen)
            for name, days in RANGES.items()
        ],
        kinds=[
            (label, overview_url(slug, chosen, is_test=kind), kind == is_test)
            for label, kind in (("Live data", False), ("Test data", True))
        ],
        is_test=is_test,
        is_new=not (now.total or found.before.total or found.recent),
        is_empty=not now.total,
        told=_told(found, now),
        tiles=_tiles(slug, found, now, filters, chosen),
        than=f"vs {len(found.days)} days before",
        series=[(status.value, str(status.label)) for status in SERIES],
        ticks=chart.ticks,
        days=[
            _day(slug, day, counts, column, filters)
            for day, counts, column in zip(
                found.period.days, found.days, chart.columns, strict=True
            )
        ],
        top=[_top(slug, template, found.top[0].counts.total) for template in found.top],
        rows=present(found.recent, None, {}),
        row_base=reverse("conversation_list", args=[slug]),
        row_query=f"?{query}" if query else "",
        all_rows=list_url(slug, filters),
        has_odd_hours=found.period.has_odd_hours,
    )


def overview_url(slug: str, chosen: str, *, is_test: bool) -> str:
    pairs = [("range", chosen)] if chosen != "30d" else []
    query = urlencode([*pairs, *([("test", "1")] if is_test else [])])
    path = reverse("overview", args=[slug])
    return f"{path}?{query}" if query else path


def sum_of(days: Sequence[Counts]) -> Counts:
    total = Counts()
    for counts in days:
        total = total.plus(counts)
    return total


def day_name(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _in_order(counts: Counts) -> list[int]:
    return [getattr(counts, status) for status in SERIES]


def _tiles(
    slug: str, found: Overview, now: Counts, filters: ConversationFilters, chosen: str
) -> list[Tile]:
    before = found.before
    shown = ConversationFilters(test=filters.test, range=chosen)
    live = ConversationFilters(test=filters.test, status=(Status.JOINED,))
    length = "≈ " + formats.duration(found.median) if found.median is not None else formats.NONE
    return [
        Tile(
            "Conversations",
            formats.number(now.total),
            change_of(now.total, before.total),
            href=list_url(slug, shown),
        ),
        Tile(
            "Completed",
            share(now.completion),
            *tile_change(now.completion, before.completion),
            note="of ended",
        ),
        Tile("Median length", length, change_of(found.median, found.median_before)),
        Tile(
            "Goals met",
            share(now.goal_rate),
            *tile_change(now.goal_rate, before.goal_rate),
            note="of ended",
        ),
        Tile(
            "Live now",
            f"{found.live}+" if found.live >= 100 else str(found.live),
            "" if found.live else "nobody is talking",
            "live" if found.live else "",
            list_url(slug, live) if found.live else "",
        ),
    ]


def _day(
    slug: str, day: date, counts: Counts, column: charts.Column, filters: ConversationFilters
) -> Day:
    name = day_name(day)
    own = ConversationFilters(since=day, until=day, test=filters.test)
    links = {
        status: list_url(
            slug, ConversationFilters(since=day, until=day, status=(status,), test=filters.test)
        )
        for status in SERIES
        if getattr(counts, status)
    }
    return Day(
        name=name,
        full_name=f"{name} {day.year}",
        column=column,
        href=list_url(slug, own) if counts.total else "",
        title=f"{day:%a} {name}: {formats.plural(counts.total, 'conversation')}",
        blocks=[
            (
                block,
                SERIES[block.series].value,
                links[SERIES[block.series]],
                f"{name}: {getattr(counts, SERIES[block.series])} "
                f"{SERIES[block.series].label.lower()}",
            )
            for block in column.blocks
        ],
        total=formats.number(counts.total),
        cells=[
            (formats.number(getattr(counts, status)), links.get(status, "")) for status in SERIES
        ],
        completion=share(counts.completion),
    )


def _told(found: Overview, now: Counts) -> str:
    """The chart in one sentence, for those who hear it."""
    if not now.total:
        return "No conversations in these days."
    most = max(range(len(found.days)), key=lambda number: found.days[number].total)
    return (
        f"Conversations by day and status: {formats.number(now.total)} in {len(found.days)} days, "
        f"most on {day_name(found.period.days[most])} with {found.days[most].total}."
    )


def _top(slug: str, template: TopTemplate, most: int) -> Top:
    counts = template.counts
    return Top(
        name=template.name,
        href=reverse("template_page", args=[slug, template.public_id]),
        rate=Rate.of(counts.total, most),
        total=formats.number(counts.total),
        completion=share(counts.completion),
    )
