"""The backend API: which operations there are is in `views`, where they stand in `urls`."""

from api.gate.dialect import Dialect

DESCRIPTION = """
The organisation's conversations and their transcripts, as the backend conversations API words them.

Every request carries an API key of one organisation. A live key reads live conversations, a test
key test ones. An id that is unknown, another organisation's, or of the other kind of conversation
is a 404.

Ids are UUIDs: a conversation, agent, participant or message that did not come with one has a UUID
made of its id, always the same. Times are UTC in RFC 3339. The list is newest first; `next_cursor`
leads on as `after`, `prev_cursor` back as `before`, with the same filters.
"""

dialect = Dialect(
    "/v1/backend/",
    title="Backend conversations API",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="backend",
    openapi_extra={"tags": [{"name": "Conversations"}]},
)
