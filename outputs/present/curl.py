"""The API call that answers with what the deliveries list shows, to run in a shell as it stands."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings

from outputs.filters import DeliveryFilters
from web.format import iso

_KEY = '-H "Authorization: Bearer $ROXELS_API_KEY"'


def of_list(filters: DeliveryFilters, limit: int, *, is_first_page: bool) -> str:
    """Return the call, and what it answers otherwise than the page in comments of our own words."""
    notes = ["A live key is told of live conversations, a test key of test ones"]
    if missing := list(_missing(filters)):
        notes.append(f"The API has no parameter for: {', '.join(missing)}")
    if not is_first_page:
        notes.append("For the pages behind the first one add the cursor of the answer before")
    query = urlencode([*_parameters(filters), ("limit", str(limit))])
    lines = [f"# {note}" for note in notes]
    call = f'curl "{settings.BASE_URL}/v1/deliveries?{query}" \\'
    return "\n".join([*lines, call, f"  {_KEY}"])


def _parameters(filters: DeliveryFilters) -> Iterator[tuple[str, str]]:
    if len(filters.state) == 1:
        yield "state", filters.state[0]
    for name, value in (
        ("endpoint_id", filters.endpoint),
        ("event", filters.event),
        ("template_id", filters.template),
    ):
        if value:
            yield name, value
    since, _ = filters.period()
    if since:
        # The API's deliveries are those made after, ours those from then on.
        yield "since", iso(since - timedelta(milliseconds=1))


def _missing(filters: DeliveryFilters) -> Iterator[str]:
    if len(filters.state) > 1:
        yield "several states"
    if filters.until and not filters.range:
        yield "until"
