"""Where everything on the explorer's pages leads."""

from urllib.parse import urlencode
from zlib import crc32

from findings.queries.selection import Selection
from web.paths import path_of


def table_url(slug: str, selection: Selection, **cursor: str) -> str:
    """Return the table's own address under `selection`."""
    return _url("finding_table", slug, selection, **cursor)


def block_url(name: str, slug: str, selection: Selection, **more: str) -> str:
    """Return the address of a block or panel beside the table."""
    return _url(name, slug, selection, **more)


def size_id(selection: Selection) -> str:
    """Return the id of what tells the selection's size, which no other selection's page has."""
    return f"size-{crc32(selection.scope.encode()):08x}"


def _url(name: str, slug: str, selection: Selection, **more: str) -> str:
    query = urlencode([*more.items(), *selection.pairs()])
    path = path_of(name, slug)
    return f"{path}?{query}" if query else path
