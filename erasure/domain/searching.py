"""Looking for the person in other people's rows: as mentions, whose places support sees.

Only this organisation's rows are read, and only what is older than the erasure: who has the same
external id since then is somebody else. Some hundred conversations at a time, by their indexes.
"""

from typing import Any

from django.db import connection, transaction

from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Identity, Step
from erasure.wording import Searched, Word, matching, searched, words_of
from privacy.registry import CONVERSATIONS, PERSONS

WINDOW = 500
MOST_AT_A_TIME = 1_000  # mentions to review; when they are decided the search goes on

_WINDOW = {
    CONVERSATIONS: """
        SELECT id FROM conversations_conversation
        WHERE organization_id = %s AND id > %s AND erasing_at IS NULL AND created_at < %s
        ORDER BY id LIMIT %s
    """,
    PERSONS: """
        SELECT id FROM persons_person
        WHERE organization_id = %s AND id > %s AND erasing_at IS NULL AND created_at < %s
        ORDER BY id LIMIT %s
    """,
}
_FIND = """
    SELECT t.{key}, {owner}, array_remove(ARRAY[{terms}]::text[], NULL)
    FROM {table} t WHERE {condition} AND ({any_of})
"""
_NOTE = """
    INSERT INTO erasure_mention (
        erasure_id, place, row_id, conversation_id, conversation, person_id, person, terms, state,
        reason
    )
    SELECT %(job)s, %(place)s, %(row)s, c.id, coalesce(c.public_id, ''), p.id,
        coalesce(p.public_id, ''), %(terms)s, 'open', ''
    FROM (SELECT 1) one
    LEFT JOIN conversations_conversation c ON c.id = %(conversation)s
    LEFT JOIN persons_person p ON p.id = %(person)s
    ON CONFLICT (erasure_id, place, row_id) DO UPDATE SET state = 'open', terms = excluded.terms
    WHERE erasure_mention.state IN ('erased', 'redacted')
"""


def search(erasure: Erasure, step: Step) -> Outcome:
    """Search the next rows of the step's root (`place`); what is found stands as mentions."""
    identity = Identity.objects.filter(erasure=erasure).first()
    words = list(words_of(identity)) if identity else []
    if not words or _is_full(erasure):
        return Outcome(step.cursor, is_over=True)
    told = {"organization": erasure.organization_id}
    if not step.place:
        return Outcome(0, _look(erasure, "", words, told), is_over=True)
    with connection.cursor() as cursor:
        asked = [erasure.organization_id, step.cursor, erasure.began_at, WINDOW]
        cursor.execute(_WINDOW[step.place], asked)
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return Outcome(step.cursor, is_over=True)
    return Outcome(keys[-1], _look(erasure, step.place, words, {**told, "keys": keys}))


def _look(erasure: Erasure, root: str, words: list[Word], told: dict[str, Any]) -> int:
    found = 0
    for table in searched():
        if table.root == root:
            for row, owner, terms in _hits(table, words, told):
                found += _note(erasure, table, row, owner, terms)
    return found


def _hits(table: Searched, words: list[Word], told: dict[str, Any]) -> list[Any]:
    parameters = dict(told)
    tests = {
        word: " OR ".join(matching(column, word, parameters) for column in table.columns)
        for word in words
    }
    terms = ", ".join(f"CASE WHEN {test} THEN '{word.term}' END" for word, test in tests.items())
    statement = _FIND.format(
        key=table.key,
        owner=table.owner,
        terms=terms,
        table=table.table,
        condition=table.condition,
        any_of=" OR ".join(tests.values()),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


@transaction.atomic
def _note(erasure: Erasure, table: Searched, row: int, owner: int | None, terms: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "job": erasure.pk,
                "place": table.table,
                "row": row,
                "terms": terms,
                "conversation": owner if table.root == CONVERSATIONS else None,
                "person": owner if table.root == PERSONS else None,
            },
        )
        return int(cursor.rowcount)


def _is_full(erasure: Erasure) -> bool:
    return erasure.mentions.filter(state="open").count() >= MOST_AT_A_TIME
