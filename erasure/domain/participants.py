"""The others who took part stay; what their rows say of the conversations is made true again."""

from django.db import connection

from erasure.domain import targets
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Step
from privacy.registry import CONVERSATIONS

# Whoever was last (or first) seen in what is erased was so in another conversation, or never.
# Locked in order, so that two of these cannot wait for each other.
_RECOUNT = """
    WITH others AS MATERIALIZED (
        SELECT person.id FROM persons_person person
        WHERE person.erasing_at IS NULL AND person.id IN (
            SELECT part.person_id FROM conversations_participation part
            WHERE part.conversation_id = ANY(%(keys)s)
        )
        ORDER BY person.id FOR NO KEY UPDATE
    ), seen AS (
        SELECT others.id, count(c.id) AS total,
            min(coalesce(c.started_at, c.created_at)) AS first,
            max(coalesce(c.started_at, c.created_at)) AS last
        FROM others
        LEFT JOIN conversations_participation part ON part.person_id = others.id
        LEFT JOIN conversations_conversation c
            ON c.id = part.conversation_id AND c.erasing_at IS NULL
        GROUP BY others.id
    ), gone AS (
        SELECT part.person_id AS id, array_agg(coalesce(c.started_at, c.created_at)) AS sights
        FROM conversations_participation part
        JOIN conversations_conversation c ON c.id = part.conversation_id
        WHERE part.conversation_id = ANY(%(keys)s)
        GROUP BY part.person_id
    ), told AS (
        SELECT person.id, seen.total,
            CASE WHEN person.first_seen_at = ANY(gone.sights)
                THEN coalesce(seen.first, person.created_at) ELSE person.first_seen_at END AS first,
            CASE WHEN person.last_seen_at = ANY(gone.sights)
                THEN coalesce(seen.last, person.created_at) ELSE person.last_seen_at END AS last
        FROM persons_person person JOIN seen USING (id) JOIN gone USING (id)
    )
    UPDATE persons_person person SET conversation_count = told.total,
        first_seen_at = least(told.first, told.last),
        last_seen_at = greatest(told.first, told.last)
    FROM told WHERE person.id = told.id
"""


def recount(erasure: Erasure, step: Step) -> Outcome:
    """Recount the other participants of some conversations, without what is hidden."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, step.batch)
    if found is None:
        return Outcome(is_over=True)
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"keys": found.keys})
        return Outcome(found.last, cursor.rowcount, found.is_last)
