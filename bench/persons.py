"""The generated persons, with the conversations that they turned out to be in."""

from datetime import datetime

import psycopg

from bench.tables import PERSON, line
from bench.vocabulary import person_name
from bench.world import Company, World
from web.words import name_vector

_SEEN = """
SELECT person_id, count(*), min(conversation_created_at), max(conversation_created_at)
FROM conversations_participation GROUP BY person_id
"""
# The columns of `_row` that tell of it.
_RECOUNT = """
UPDATE persons_person SET conversation_count = seen.count, first_seen_at = seen.first,
    last_seen_at = seen.last, updated_at = seen.last
FROM (
    SELECT person_id, count(*), min(conversation_created_at) AS first,
        max(conversation_created_at) AS last
    FROM conversations_participation WHERE person_id = ANY(%s) GROUP BY person_id
) seen
WHERE persons_person.id = seen.person_id
"""
Seen = tuple[int, datetime, datetime]


def load(connection: psycopg.Connection, world: World) -> None:
    """Write all persons; conversations and participations are there already."""
    seen = {person: tuple(facts) for person, *facts in connection.execute(_SEEN)}
    unseen = (0, world.begins_at, world.begins_at)
    with connection.cursor() as cursor, cursor.copy(PERSON.copy) as copy:
        for company in world.companies:
            for person in range(company.first_person, company.first_person + company.persons):
                copy.write(_row(company, person, seen.get(person, unseen)))


def recount(connection: psycopg.Connection, persons: list[int]) -> None:
    """Let persons, by their keys, tell of their conversations as `load` wrote it."""
    connection.execute(_RECOUNT, [persons])


def _row(company: Company, person: int, seen: Seen) -> str:
    count, first, last = seen
    name = person_name(person)
    email = f"person{person}@example.com"
    ids = (person, company.id, f"person_{person:021d}", f"ext-{person}")
    words = name_vector(company.id, name)
    context = {"plan": "team", "seats": person % 50}
    return line((*ids, name, email, {}, context, first, last, count, words, first, last))
