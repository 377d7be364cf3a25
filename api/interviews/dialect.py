"""The Roxels API: which operations there are is in `views`, where they stand in `urls`."""

from api.gate.dialect import Dialect

DESCRIPTION = """
Conversations, their sessions, templates and persons, and what they send to you.

Every request carries an API key of one organisation. A live key reads and makes live conversations,
a test key test ones; persons and templates are shared by both. An id that is unknown, another
organisation's, or of the other kind of conversation is a 404.

Times are UTC in RFC 3339. Lists are newest first; `next_cursor` leads on, with the same filters.
"""

TAGS = (
    "Conversations", "Findings", "Sessions", "Templates", "Persons", "Deliveries", "Endpoints",
)  # fmt: skip

dialect = Dialect(
    "/v1/",
    title="Roxels API",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="interviews",
    openapi_extra={"tags": [{"name": name} for name in TAGS]},
)
