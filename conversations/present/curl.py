"""The API call that answers with what a page shows, to run in a shell as it stands."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlencode

from django.conf import settings

from conversations.filters import ConversationFilters
from conversations.models import Conversation
from web.format import iso

_KEY = '-H "Authorization: Bearer $ROXELS_API_KEY"'
_TEST_KEY = "Test conversations: the key has to be one that begins with sk_test_"


def of_conversation(conversation: Conversation) -> str:
    """Return the call that answers with the whole conversation."""
    notes = [_TEST_KEY] if conversation.is_test else []
    return _call(f"/v1/interviews/{quote(conversation.public_id, safe='')}", notes)


def of_list(
    filters: ConversationFilters, external_id: str, limit: int, *, is_first_page: bool
) -> str:
    """Return the call that answers with the list; `external_id`: of the person filtered for.

    What the API has no parameter for stands in a comment, in words of ours alone: what somebody
    typed could end the comment.
    """
    told = "Archived ones, which the page leaves out, come too"
    notes = [told] if filters.leaves_archived_out else []
    if missing := list(_missing(filters, external_id)):
        notes.append(f"The API has no parameter for: {', '.join(missing)}")
    if filters.test:
        notes.append(_TEST_KEY)
    if not is_first_page:
        notes.append("For the pages behind the first one add the cursor of the answer before")
    query = urlencode([*_parameters(filters, external_id), ("limit", str(limit))])
    return _call(f"/v1/interviews?{query}", notes)


def _call(path: str, notes: list[str]) -> str:
    lines = [f"# {note}" for note in notes]
    return "\n".join([*lines, f'curl "{settings.BASE_URL}{path}" \\', f"  {_KEY}"])


def _parameters(filters: ConversationFilters, external_id: str) -> Iterator[tuple[str, str]]:
    if filters.template:
        yield "template_id", filters.template
    if len(filters.status) == 1:
        yield "status", filters.status[0]
    since, _ = filters.period()
    if since:
        # The API's conversations are those created after, ours those from then on.
        yield "since", iso(since - timedelta(milliseconds=1))
    if filters.person and external_id:
        yield "external_id", external_id


def _missing(filters: ConversationFilters, external_id: str) -> Iterator[str]:
    is_named = {
        "search": bool(filters.q),
        "several statuses at once": len(filters.status) > 1,
        "an end of the period": filters.until is not None,
        "a person without an external id": bool(filters.person) and not external_id,
        "findings": bool(filters.findings),
        "frames": filters.frames,
        "length": filters.longer is not None or filters.shorter is not None,
        "archived ones alone": filters.archived,
    }
    return (words for words, applies in is_named.items() if applies)
