"""The explorer's table as one page shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.utils import timezone
from markupsafe import Markup, escape

from conversations.filters import chips as filter_chips
from conversations.models import Status
from conversations.queries import listing
from findings.present import curl, words
from findings.present.addresses import size_id, table_url
from findings.present.cells import Cell, Head, Presenter
from findings.queries import sizing, table
from findings.queries.cells import Cells
from findings.queries.explored import Explored
from findings.queries.orders import orders
from findings.queries.selection import Selection, column
from orgs.models import Organization
from web import format as formats
from web import keyset, sizes
from web.paths import path_of

USUAL_COLUMNS = 12
_MOST_PINS = 3  # of more there would be no room for what they stand beside
_QUICK = {each: urlencode([("where", str(each))]) for each in words.OF_ANY}
_STATUSES = {status.value: str(status.label) for status in Status}
_ANY_SORT = "asc:*"  # stands in an address until a column takes its place
# What the form above the table has no field for.
_KEPT = frozenset({"where", "sort", "col", "pin"})


class TableRow(NamedTuple):
    """`path`: what the panels of its cells have before their queries, escaped."""

    person: str
    persons: str
    created: str
    created_iso: str
    created_full: str
    status: str
    status_label: str
    href: str
    path: Markup
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class TablePage:
    """Rows, and where every control on the page leads. URLs are paths with queries.

    `kept`: the parameters that the form above the table passes on. `quick`: what is asked of any
    goal, which no column's menu has. `pins`: how many columns stay in sight.
    """

    selection: Selection
    template: Explored
    templates: Sequence[listing.TemplateChoice]
    heads: list[Head]
    pins: int
    rows: list[TableRow]
    chips: list[tuple[str, str]]
    quick: list[tuple[str, str]]
    size: str
    size_id: str
    count: str
    order: str
    here: str
    clear: str
    older: str
    newer: str
    facets: str
    columns_href: str
    newest_href: str
    curl: str
    query: str
    kept: list[tuple[str, str]]
    cursor_was_bad: bool


def shown_columns(template: Explored, selection: Selection) -> list[str]:
    """Return the columns in their order: pinned ones first, the goals where none are chosen."""
    chosen = list(selection.columns) or _usual_columns(template)
    return [*selection.pinned, *(key for key in chosen if key not in selection.pinned)]


def _usual_columns(template: Explored) -> list[str]:
    """Return the first goals; of many declared ones those that somebody has come before others."""
    goals = template.goals
    if len(goals) > USUAL_COLUMNS:
        first = sorted(goals, key=lambda goal: (not goal.is_declared, not goal.is_found))
        usual = {goal.id for goal in first[:USUAL_COLUMNS]}
        goals = tuple(goal for goal in goals if goal.id in usual)
    return [column("goal", goal.id) for goal in goals]


def table_page(
    organization: Organization,
    template: Explored,
    selection: Selection,
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> TablePage:
    """Read and present one page. Raises BadCursorError."""
    slug = organization.slug
    columns = shown_columns(template, selection)
    page, cells = table.page(organization.pk, template, selection, asked, columns)
    pairs = selection.pairs()
    query = urlencode(pairs)
    base = f"{path_of('finding_table', slug)}?{query}"
    heads = list(_heads(slug, template, selection, columns, query))
    is_all = not (asked.older or asked.newer or page.older or page.newer)
    size, count = _size(organization, template, selection, page, is_all=is_all)
    cursor = {"older": asked.older, "newer": asked.newer}
    shown = {} if cursor_was_bad else {name: value for name, value in cursor.items() if value}
    return TablePage(
        selection=selection,
        template=template,
        templates=template.templates,
        heads=heads,
        pins=min(len(selection.pinned), _MOST_PINS),
        rows=_rows(slug, template, page.rows, heads, cells),
        chips=_chips(organization, selection),
        quick=[
            (text, f"{base}&{_QUICK[each]}")
            for each, text in words.OF_ANY.items()
            if each not in selection.where
        ],
        size=size,
        size_id=size_id(selection),
        count=count,
        order=_order(template, selection),
        here=table_url(slug, selection, **shown),
        clear=table_url(slug, selection.plain()),
        older=table_url(slug, selection, older=page.older) if page.older else "",
        newer=table_url(slug, selection, newer=page.newer) if page.newer else "",
        facets=f"{path_of('finding_facets', slug)}?{query}",
        columns_href=f"{path_of('finding_columns', slug)}?{query}",
        newest_href=table_url(slug, replace(selection, sort="")) if selection.sort else "",
        curl=curl.of_selection(selection, table.PAGE_SIZE),
        query=query,
        kept=[pair for pair in pairs if pair[0] in _KEPT],
        cursor_was_bad=cursor_was_bad,
    )


def _heads(
    slug: str, template: Explored, selection: Selection, columns: Sequence[str], query: str
) -> Iterator[Head]:
    unsorted = table_url(slug, replace(selection, sort=_ANY_SORT))
    for key in columns:
        kind, _, name = key.partition(".")
        goal = template.goal(name) if kind == "goal" else None
        panel = {"goal": "finding_goal", "criterion": "finding_criterion"}.get(kind)
        yield Head(
            key=key,
            name=words.column_name(key),
            title=goal.description if goal else "",
            css="num" if goal and goal.type == "number" else kind,
            href=f"{path_of(panel, slug)}?{kind}={quote(name, safe='')}&{query}" if panel else "",
            query=f"?goal={quote(name, safe='')}&{query}" if goal else "",
            sort_href=_sorted(unsorted, selection, name) if goal else "",
            order=_direction(selection, name) if goal else "",
            is_undeclared=bool(goal and not goal.is_declared),
            is_pinned=key in selection.pinned,
        )


def _direction(selection: Selection, goal: str) -> str:
    if not selection.sort or selection.sort_goal != goal or selection.filters.q:
        return ""
    return "descending" if selection.is_descending else "ascending"


def _sorted(unsorted: str, selection: Selection, goal: str) -> str:
    """Return the table sorted by the goal, or the other way round where it is already."""
    order = "desc" if _direction(selection, goal) == "ascending" else "asc"
    told = urlencode([("sort", f"{order}:{goal}")])
    return unsorted.replace(urlencode([("sort", _ANY_SORT)]), told, 1)


def _rows(
    slug: str,
    template: Explored,
    rows: Sequence[table.Row],
    heads: Sequence[Head],
    cells: Cells,
) -> list[TableRow]:
    now = timezone.localtime()
    path = path_of("finding_value", slug, "x")[: -len("x/")]
    conversations = path_of("conversation_list", slug)
    asked = orders(template, {row.version_number for row in rows})
    presenter, presented = Presenter(heads, asked), []
    for row in rows:
        found = cells.findings.get(row.id, {})
        others = cells.others.get(row.id, {})
        created, created_iso, created_full = formats.row_time(row.created_at, now)
        presented.append(
            TableRow(
                person=row.person_label or "No person",
                persons=f"+{row.person_count - 1}" if row.person_count > 1 else "",
                created=created,
                created_iso=created_iso,
                created_full=created_full,
                status=row.status,
                status_label=_STATUSES[row.status],
                href=f"{conversations}{row.public_id}/",
                path=escape(f"{path}{row.public_id}/"),
                cells=presenter.cells(row, found, others),
            )
        )
    return presented


def _chips(organization: Organization, selection: Selection) -> list[tuple[str, str]]:
    """Return what narrows the table, in words, and where taking each off leads."""
    filters = selection.filters
    person = listing.person(organization, filters.person) if filters.person else None
    name = person.display_name if person else "unknown"
    told = [
        (chip.text, replace(selection, filters=replace(chip.rest, template=filters.template)))
        for chip in filter_chips(filters.without("template"), "", name)
    ]
    return [
        (text, table_url(organization.slug, rest))
        for text, rest in [*words.chips(selection), *told]
    ]


def _size(
    organization: Organization,
    template: Explored,
    selection: Selection,
    page: keyset.Page[table.Row],
    *,
    is_all: bool,
) -> tuple[str, str]:
    """Return how many there are in words, and as briefly as a sidebar tells it.

    `is_all`: the page has all there are, which need not be counted again.
    """
    if selection.filters.q:
        more = "+" if page.older or page.newer else ""
        return f"{len(page.rows)}{more} found", f"{len(page.rows)}{more}"
    number, is_exact = len(page.rows), True
    if not is_all:
        number, is_exact = sizing.about(organization.pk, template, selection)
    told = sizes.told(number, is_exact, "conversation")
    return told, told.removeprefix("about ").split(" ")[0]


def _order(template: Explored, selection: Selection) -> str:
    if not selection.sort or selection.filters.q:
        return "newest first"
    way = words.ends(template.goal(selection.sort_goal).type)[selection.is_descending]
    return f"by {selection.sort_goal}, {way}; without those that have none"
