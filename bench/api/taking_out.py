"""Leaving the data as it was loaded, whatever a measurement of the API has made."""

import psycopg

from bench.api.cases import NEW_PERSON
from bench.importing import TABLES
from bench.persons import recount
from conversations.models import LIVE

_MADE = "SELECT id FROM conversations_conversation WHERE organization_id = %s AND source = %s"
_TAKING_PART = """
SELECT DISTINCT person_id FROM conversations_participation WHERE conversation_id = ANY(%s)
"""
_NEW_PERSONS = "DELETE FROM persons_person WHERE id = ANY(%s) AND external_id LIKE %s"
_CHANGED = (
    "conversations_conversation", "conversations_turn", "conversations_sessionevent",
    "conversations_participation", "conversations_searchdocument", "persons_person",
    "gate_savedanswer",
)  # fmt: skip


def take_out(connection: psycopg.Connection, organization_id: int) -> None:
    """Remove the live conversations, the persons that came with them, and the saved answers.

    `connection`: as the database's owner, in autocommit.
    """
    with connection.transaction():
        made = [key for (key,) in connection.execute(_MADE, [organization_id, LIVE])]
        persons = [key for (key,) in connection.execute(_TAKING_PART, [made])]
        for table in TABLES:
            connection.execute(
                f"DELETE FROM conversations_{table} WHERE conversation_id = ANY(%s)", [made]
            )
        connection.execute("DELETE FROM conversations_conversation WHERE id = ANY(%s)", [made])
        connection.execute(_NEW_PERSONS, [persons, f"{NEW_PERSON}%"])
        recount(connection, persons)
        for table in ("gate_savedanswer", "conversations_rollupmark"):
            connection.execute(f"DELETE FROM {table} WHERE organization_id = %s", [organization_id])
    if made:
        # Autovacuum is off, and dead rows at the head of a list would tell on the next run.
        connection.execute(f"VACUUM {', '.join(_CHANGED)}")
