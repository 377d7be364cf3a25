"""The widget API: which operations there are is in `views`, where they stand in `urls`."""

from api.gate.dialect import Dialect

DESCRIPTION = """
The history of conversations that widgets had with visitors: transcripts, tool calls, extracted
data, outcomes.

Every request carries an API key of one organisation. A live key reads live conversations, a test
key test ones. An id that is unknown, another organisation's, or of the other kind of conversation
is a 404.

Times are UTC in RFC 3339. The list is newest first; `next_cursor` leads on as `cursor`, with the
same filters.
"""

dialect = Dialect(
    "/api/v1/",
    title="Widget conversations API",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="widgets",
    openapi_extra={"tags": [{"name": "Conversations"}]},
)
