"""The API call that answers with what the table shows, to run in a shell as it stands."""

from urllib.parse import urlencode

from django.conf import settings

from findings.queries.selection import Selection

_KEY = '-H "Authorization: Bearer $ROXELS_API_KEY"'


def of_selection(selection: Selection, limit: int) -> str:
    """Return the call: the very parameters of the page, of columns those with findings."""
    kept = [(name, value) for name, value in selection.pairs() if _is_asked(name, value)]
    notes = []
    if selection.filters.test:
        notes.append("# Test conversations: the key has to be one that begins with sk_test_")
    filters = selection.filters
    if (filters.range or filters.since or filters.until) and not filters.utc:
        notes.append("# Days are those of UTC there")
    path = f"/v1/findings?{urlencode([*kept, ('limit', str(limit))])}"
    return "\n".join([*notes, f'curl "{settings.BASE_URL}{path}" \\', f"  {_KEY}"])


def _is_asked(name: str, value: str) -> bool:
    """Whether the API takes it: all else of a conversation it tells anyway."""
    if name == "col":
        return value.startswith("goal.")
    return name not in ("test", "against", "pin", "utc")
