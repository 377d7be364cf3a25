"""A live conversation as it stands, its row locked until the transaction ends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversations.domain import tombstone_digests
from conversations.models import LIVE, SessionStatus, Status, Tombstone
from conversations.models.conversation import ENDED
from intake.live.errors import Conflict, Erased, NoSuchSession
from intake.live.moves import status_at_end
from web.prepared import prepared_cursor

# One statement for both, since each costs a round trip. Where it had to wait for another batch, the
# row is the one that batch left, but what was known is from before it: the revisions differ then.
_LOCK = r"""
    SELECT is_test, source, erasing_at, revision,
        (SELECT revision FROM conversations_conversation seen WHERE seen.id = c.id),
        (
            SELECT json_object_agg(event_id, encode(digest, 'hex'))::text
            FROM conversations_sessionevent
            WHERE conversation_id = c.id AND event_id = ANY(string_to_array(%(events)s, ' '))
        ),
        id, created_at, template_id, template_version_id, status, session_status, outcome,
        end_reason, started_at, ended_at, duration_seconds, turn_count, gist, summary ~ '\S',
        EXISTS (
            SELECT FROM conversations_templateversion version
            WHERE version.id = c.template_version_id AND version.outputs <> '[]'
        )
    FROM conversations_conversation c
    WHERE organization_id = %(organization)s AND session_id = %(session)s
    FOR NO KEY UPDATE OF c
"""
_KNOWN = """
    SELECT json_object_agg(event_id, encode(digest, 'hex'))::text FROM conversations_sessionevent
    WHERE conversation_id = %s AND event_id = ANY(string_to_array(%s, ' '))
"""


@dataclass(slots=True)
class Session:
    """The columns that events read and change; times in UTC.

    `has_summary`: one was given. `has_outputs`: its template version has some that may fire.
    """

    is_test: bool
    id: int
    created_at: datetime
    template_id: int | None
    version_id: int | None
    status: str
    session_status: str
    outcome: str
    end_reason: str
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    turn_count: int
    gist: str
    has_summary: bool
    has_outputs: bool

    @property
    def is_over(self) -> bool:
        return self.status in ENDED

    def join(self, at: datetime) -> None:
        """Somebody takes part from `at` on, unless somebody did before."""
        if self.status == Status.CREATED:
            self.status = Status.JOINED.value
            self.started_at = at

    def end(self, at: datetime, reason: str, outcome: str) -> None:
        """End it, or word anew why it ended; the time of its end stays."""
        self.status = status_at_end(reason, outcome, is_joined=self.started_at is not None).value
        self.session_status = SessionStatus.ENDED.value
        self.end_reason, self.outcome = reason, outcome
        if self.ended_at is not None:
            return
        # A clock that was set back must not let it end before it began.
        self.ended_at = at if self.started_at is None else max(at, self.started_at)
        if self.started_at is not None:
            self.duration_seconds = int((self.ended_at - self.started_at).total_seconds())


def lock_session(
    organization_id: int, session_id: str, event_ids: Sequence[str], *, is_test: bool
) -> tuple[Session, dict[str, str]]:
    """Return the session, its row locked, and the digests (hex) of those events that it has.

    Raises NoSuchSession, Erased, and Conflict for an imported one.
    """
    events = " ".join(event_ids)  # Ids hold no spaces, and a list costs much to bind.
    asked: dict[str, Any] = {
        "organization": organization_id,
        "session": session_id,
        "events": events,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_LOCK, asked)
        row = cursor.fetchone()
        if row is None:
            if _is_erased(organization_id, session_id):
                raise Erased
            raise NoSuchSession
        was_test, source, erasing_at, revision, seen_revision, known, *facts = row
        if was_test != is_test:
            raise NoSuchSession
        if erasing_at is not None:
            raise Erased
        if source != LIVE:
            raise Conflict("", "the conversation was imported; it takes no events")
        session = Session(is_test, *facts)
        if revision != seen_revision:
            cursor.execute(_KNOWN, [session.id, events])
            [known] = cursor.fetchone()
    return session, json.loads(known) if known else {}


def _is_erased(organization_id: int, session_id: str) -> bool:
    digests = tombstone_digests(organization_id, session_id)
    return Tombstone.objects.filter(organization_id=organization_id, digest__in=digests).exists()
