"""The persons list and the person page, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from orgs.models import Organization
from persons import queries
from persons.models import Person
from web import format as formats
from web import highlight, keyset, sizes
from web.values import Entry, entries
from web.words import WORD, fold

CHANGES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of the list. Times as people read them, as ISO-8601, and in full."""

    public_id: str
    name: Markup
    external_id: str
    conversations: int
    first_seen: str
    first_iso: str
    first_full: str
    last_seen: str
    last_iso: str
    last_full: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows, and where every control on the page leads. URLs are paths with queries."""

    q: str
    rows: list[PersonRow]
    size: str
    here: str
    clear: str
    older: str
    newer: str
    row_base: str
    row_query: str
    cursor_was_bad: bool


@dataclass(frozen=True, slots=True)
class ContextChange:
    """One key of the context, told at a time."""

    key: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person; `back` leads to the list they were found in. `changes`: newest first."""

    person: Person
    context: tuple[Entry, ...]
    changes: list[ContextChange]
    profile: tuple[Entry, ...]
    back: str


def list_url(slug: str, q: str, **cursor: str) -> str:
    """Return the list's own address under the search `q`."""
    pairs = [(name, value) for name, value in [("q", q), *cursor.items()] if value]
    path = reverse("person_list", args=[slug])
    return f"{path}?{urlencode(pairs)}" if pairs else path


def list_page(
    organization: Organization, q: str, asked: keyset.Request, *, cursor_was_bad: bool = False
) -> ListPage:
    """Read and present one page. Raises BadCursorError."""
    slug = organization.slug
    page = queries.page(organization, q, asked)
    return ListPage(
        q=q,
        rows=_rows(page.rows, queries.name_words(q)),
        size=_size(organization, q, page),
        here=list_url(slug, q, older=asked.older, newer=asked.newer),
        clear=list_url(slug, ""),
        older=list_url(slug, q, older=page.older) if page.older else "",
        newer=list_url(slug, q, newer=page.newer) if page.newer else "",
        row_base=reverse("person_list", args=[slug]),
        row_query=f"?{urlencode([('q', q)])}" if q else "",
        cursor_was_bad=cursor_was_bad,
    )


def _size(organization: Organization, q: str, page: keyset.Page[Person]) -> str:
    """Return the list's length in words: exact while small, then about."""
    if not q:
        return sizes.told(*queries.about(organization), "person")
    more = "+" if page.older or page.newer else ""
    return f"{len(page.rows)}{more} found"


def _rows(persons: Sequence[Person], wanted: list[str]) -> list[PersonRow]:
    now = timezone.now()
    return [_row(person, wanted, now) for person in persons]


def _row(person: Person, wanted: list[str], now: datetime) -> PersonRow:
    first, last = person.first_seen_at, person.last_seen_at
    return PersonRow(
        public_id=person.public_id,
        name=_marked(person.display_name, wanted),
        external_id=person.external_id or "",
        conversations=person.conversation_count,
        first_seen=formats.ago(first, now),
        first_iso=formats.iso(first),
        first_full=formats.full(first),
        last_seen=formats.ago(last, now),
        last_iso=formats.iso(last),
        last_full=formats.full(last),
    )


def _marked(name: str, wanted: list[str]) -> Markup:
    """Return the name escaped, the words marked that begin as the search asks for."""
    begins = tuple(wanted)
    words = WORD.finditer(name) if begins else ()
    return highlight.mark(name, [word.span() for word in words if fold(word[0]).startswith(begins)])


def person_page(organization: Organization, person: Person, q: str) -> PersonPage:
    changes = [
        ContextChange(key, kind, datetime.fromisoformat(at))
        for key, times in person.context_changes.items()
        for at, kind in times
    ]
    by_key: dict[str, list[ContextChange]] = {}
    for change in changes:
        by_key.setdefault(change.key, []).append(change)
    return PersonPage(
        person=person,
        context=tuple(_dated(entry, by_key) for entry in entries(person.org_context)),
        changes=sorted(changes, key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN],
        profile=entries(person.profile),
        back=list_url(organization.slug, q),
    )


def _dated(entry: Entry, changes: Mapping[str, Sequence[ContextChange]]) -> Entry:
    """Return the entry with the time it was told last, and in full with those before."""
    found = changes.get(entry.label)
    if not found:
        return entry
    told = ", ".join(f"{change.kind} {formats.full(change.at)}" for change in found)
    return replace(entry, at=found[0].at, told=told[:1].upper() + told[1:])
