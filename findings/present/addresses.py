"""Where everything on the explorer's pages leads."""

from urllib.parse import urlencode

from findings.queries.selection import Selection
from web.paths import path_of


def table_url(slug: str, selection: Selection, **cursor: str) -> str:
    """Return the table's own address under `selection`."""
    return _url("finding_table", slug, selection, **cursor)


def block_url(name: str, slug: str, selection: Selection, **more: str) -> str:
    """Return the address of a block or panel beside the table."""
    return _url(name, slug, selection, **more)


def _url(name: str, slug: str, selection: Selection, **more: str) -> str:
    query = urlencode([*more.items(), *selection.pairs()])
    path = path_of(name, slug)
    return f"{path}?{query}" if query else path
