"""The operations that are measured, and what each is to reach."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, urlencode

import psycopg

from api.gate.lists import Paging, read_page
from bench.found import Found
from bench.vocabulary import person_name
from conversations.filters import ConversationFilters
from conversations.queries import listing
from orgs.queries.keys import key_access
from web import ids, keyset

GET_FLOOR = "GET that does nothing"
POST_FLOOR, ONCE_FLOOR = "POST that does nothing", "POST that does nothing, once"
NEW_PERSON = "bench-"  # the beginning of the external ids that are made here
_KNOWN = """
SELECT external_id, name FROM persons_person
WHERE organization_id = %s AND conversation_count = 5 ORDER BY id LIMIT 500
"""
Body = Callable[[], bytes]


@dataclass(frozen=True)
class ApiCase:
    """An operation. `floors`: how many times its `floor` it may cost.

    `body`: makes what a POST sends, another one each time. `is_once`: with an Idempotency-Key.
    """

    name: str
    path: str
    floor: str
    floors: float | None = None
    body: Body | None = None
    is_once: bool = False


def gets(found: Found, secret: str) -> list[ApiCase]:
    """Return what is read, the floor first."""
    listed = "/v1/interviews"
    narrow = {
        "template_id": found.template,
        "status": "completed",
        "since": f"{found.period['since']}T00:00:00Z",
    }
    reads = [
        ("GET interviews, first page", listed, 3),
        ("GET interviews, deep", f"{listed}?cursor={quote(_deep_cursor(found, secret))}", 3),
        ("GET interviews, 3 filters", f"{listed}?{urlencode(narrow)}", 3),
        ("GET interview, 20 turns", f"{listed}/{found.usual_conversation}", None),
        ("GET interview, 200 turns", f"{listed}/{found.long_conversation}", 5),
        ("GET persons", "/v1/persons", None),
        *_of_other_dialects(found),
    ]
    floor = ApiCase(GET_FLOOR, "/v1/bench/nothing", GET_FLOOR)
    return [floor, *(ApiCase(name, path, GET_FLOOR, floors) for name, path, floors in reads)]


def _of_other_dialects(found: Found) -> list[tuple[str, str, float | None]]:
    """Their lists as they are asked for, and under the filters that are theirs."""
    backend, widgets = "/v1/backend/conversations", "/api/v1/conversations"
    since = {"since": found.period["since"], "widget_id": found.template}
    return [
        ("GET backend conversations", backend, 3),
        ("GET backend, abandoned", f"{backend}?status=abandoned", 3),
        ("GET backend, of an agent", f"{backend}?agent_id={ids.as_uuid(found.template)}", 3),
        ("GET backend, one", f"{backend}/{ids.as_uuid(found.usual_conversation)}", None),
        ("GET widget conversations", widgets, 3),
        ("GET widget, that failed", f"{widgets}?outcome=error", 3),
        ("GET widget, of a time", f"{widgets}?{urlencode(since)}", 3),
        ("GET widget, one", f"{widgets}/{found.usual_conversation}", None),
    ]


def posts(found: Found, raw: psycopg.Connection) -> list[ApiCase]:
    """Return what makes a conversation of one person, and the floors with the same bodies."""
    known = raw.execute(_KNOWN, [found.organization_id]).fetchall()
    rng = random.Random("posts")

    def body(external_id: str, name: str) -> bytes:
        person = {"external_id": external_id, "name": name}
        context = {"channel": "web", "plan": "team"}
        given = {"template_id": found.template, "persons": [person], "context": context}
        return json.dumps(given).encode()

    def new() -> bytes:
        return body(ids.mint(NEW_PERSON), person_name(rng.randrange(10_000)))

    def again() -> bytes:
        return body(*rng.choice(known))

    made, nothing = "/v1/interviews", "/v1/bench/nothing"
    return [
        ApiCase(POST_FLOOR, nothing, POST_FLOOR, body=new),
        ApiCase("POST interview, new person", made, POST_FLOOR, 3, new),
        ApiCase("POST interview, known one", made, POST_FLOOR, 3, again),
        ApiCase(ONCE_FLOOR, nothing, ONCE_FLOOR, body=new, is_once=True),
        ApiCase("POST interview, new, once", made, ONCE_FLOOR, 3, new, is_once=True),
        ApiCase("POST interview, known, once", made, ONCE_FLOOR, 3, again, is_once=True),
    ]


def _deep_cursor(found: Found, secret: str) -> str:
    """Return the API's own cursor for the place that the pages' cursor names."""
    scope = listing.scope(found.organization_id, ConversationFilters())
    place = keyset.decode(found.deep_cursor, scope)
    request = cast(Any, SimpleNamespace(key=key_access(secret)))
    two = [place, place]
    _, page = read_page(request, "interviews", Paging(limit=1), lambda *_: two, lambda row: row)
    return str(page["next_cursor"])
