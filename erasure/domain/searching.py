"""Looking for the person in other people's rows: as mentions, whose places support sees.

Only this organisation's rows are read, and only what was there when the erasure began: who has the
same external id since then is somebody else. That goes by ids: times may be told, as when history
is imported. Some hundred conversations at a time, by their indexes.
"""

from functools import partial
from typing import Any

from django.db import connection, transaction

from erasure.domain.heartbeat import beat
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Identity, Step
from erasure.models.job import WORKED
from erasure.readings import FINDINGS, matching_readings
from erasure.searched import Searched, searched
from erasure.wording import Word, matching, words_of
from privacy.registry import CONVERSATIONS, PERSONS

WINDOW = 500
_NONE_IS_HIGHER = 2**63 - 1
MOST_AT_A_TIME = 1_000  # mentions to review; when they are decided the search goes on

_WINDOW = {
    CONVERSATIONS: """
        SELECT id FROM conversations_conversation
        WHERE organization_id = %s AND id > %s AND id <= %s AND erasing_at IS NULL
        ORDER BY id LIMIT %s
    """,
    PERSONS: """
        SELECT id FROM persons_person
        WHERE organization_id = %s AND id > %s AND id <= %s AND erasing_at IS NULL
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
    if identity is None or not words or _is_full(erasure):
        return Outcome(step.cursor, is_over=True)
    seek = partial(_look, erasure, identity, words)
    if not step.place:
        return Outcome(0, seek("", []), is_over=True)
    with connection.cursor() as cursor:
        asked = [erasure.organization_id, step.cursor, _last(identity, step.place), WINDOW]
        cursor.execute(_WINDOW[step.place], asked)
        keys = [key for (key,) in cursor.fetchall()]
    if not keys:
        return Outcome(step.cursor, is_over=True)
    return Outcome(keys[-1], seek(step.place, keys))


def _last(identity: Identity, table: str) -> int:
    return int(identity.highest.get(table, _NONE_IS_HIGHER))


def _look(
    erasure: Erasure, identity: Identity, words: list[Word], root: str, keys: list[int]
) -> int:
    found = 0
    for table in searched():
        if table.root == root:
            beat()
            last = _last(identity, table.table)
            told = {"organization": erasure.organization_id, "keys": keys, "highest": last}
            for row, owner, terms in _hits(table, words, told):
                found += _note(erasure, table, row, owner, terms)
    return found


def _hits(table: Searched, words: list[Word], told: dict[str, Any]) -> list[Any]:
    parameters = dict(told)
    tests: dict[str, list[str]] = {}
    for word in words:
        tests.setdefault(word.term, []).extend(
            matching(column, word, parameters) for column in table.columns
        )
        if table.table == FINDINGS:
            tests[word.term].append(matching_readings(word, parameters))
    said = {term: " OR ".join(each) for term, each in tests.items()}
    terms = ", ".join(f"CASE WHEN {test} THEN '{term}' END" for term, test in said.items())
    statement = _FIND.format(
        key=table.key,
        owner=table.owner,
        terms=terms,
        table=table.table,
        condition=table.condition,
        any_of=" OR ".join(said.values()),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


@transaction.atomic
def _note(erasure: Erasure, table: Searched, row: int, owner: int | None, terms: list[str]) -> int:
    """Write it down while the job is worked on: a slow worker may hear last of its end."""
    working = Erasure.objects.select_for_update(no_key=True).filter(pk=erasure.pk, state__in=WORKED)
    if not working.exists():
        return 0
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
