"""Where everything on the explorer's pages leads."""

from urllib.parse import urlencode

from django.urls import reverse

from findings.queries.selection import Selection


def table_url(slug: str, selection: Selection, **cursor: str) -> str:
    """Return the table's own address under `selection`."""
    return _url("finding_table", slug, selection, **cursor)


def block_url(name: str, slug: str, selection: Selection, **more: str) -> str:
    """Return the address of a block or panel beside the table."""
    return _url(name, slug, selection, **more)


def _url(name: str, slug: str, selection: Selection, **more: str) -> str:
    query = urlencode([*more.items(), *selection.pairs()])
    path = reverse(name, args=[slug])
    return f"{path}?{query}" if query else path
