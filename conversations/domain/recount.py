"""Recounting whole days of rollups from the conversations themselves: five tables, set by set."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from conversations.models.conversation import ENDED, Status
from conversations.models.rollups import LENGTH_BUCKETS, LENGTH_EDGES
from conversations.queries.goals import named_values

# One index range a day, whatever days they are; both kinds, since the index knows is_test first.
_CONVERSATIONS = """
    unnest(%(days)s::date[]) told (day)
    JOIN conversations_conversation c ON c.organization_id = %(organization)s
        AND c.is_test IN (false, true) AND c.erasing_at IS NULL
        AND c.created_at >= told.day::timestamp AT TIME ZONE 'UTC'
        AND c.created_at < (told.day + 1)::timestamp AT TIME ZONE 'UTC'
"""
_IDS = f"SELECT c.id FROM {_CONVERSATIONS}"
# Told by their ids, so that the planner knows how many they are: those of an organisation that is
# new to it seem to be one, and then what belongs to all of them was gone through for each. An array
# is read off an index in a few strides; joined, all that there is was read for a week of it.
_TOLD = "conversations_conversation c"
_DAY = "(c.created_at AT TIME ZONE 'UTC')::date"
_THEIRS = "c.id = ANY(%(ids)s::bigint[]) AND {}.conversation_id = ANY(%(ids)s::bigint[])"
_STATUSES = [status.value for status in Status]
_BY_STATUS = ", ".join(f"count(*) FILTER (WHERE c.status = '{status}')" for status in _STATUSES)
_IS_ENDED = f"c.status IN ({', '.join(repr(status.value) for status in sorted(ENDED))})"
_GOALS = ", ".join(
    f"coalesce(sum(c.{column}) FILTER (WHERE {_IS_ENDED}), 0)"
    for column in ("goals_met", "goals_total")
)
_COUNTED = f"{', '.join(_STATUSES)}, goals_met, goals_total"
_BUCKETS = ", ".join(
    f"count(*) FILTER (WHERE bucket.number = {number})" for number in range(LENGTH_BUCKETS)
)

_HOURS = f"""
    INSERT INTO conversations_hourrollup
        (organization_id, is_test, hour, {_COUNTED}, turns, lengths)
    SELECT c.organization_id, c.is_test, date_trunc('hour', c.created_at, 'UTC') AS hour,
        {_BY_STATUS}, {_GOALS}, sum(c.turn_count), ARRAY[{_BUCKETS}]
    FROM {_CONVERSATIONS}
    CROSS JOIN LATERAL (
        SELECT width_bucket(c.duration_seconds::float8, %(edges)s::float8[])
    ) bucket (number)
    GROUP BY c.organization_id, c.is_test, hour
"""
_VERSIONS = f"""
    INSERT INTO conversations_versionrollup
        (organization_id, template_id, template_version_id, is_test, day, {_COUNTED})
    SELECT c.organization_id, c.template_id, c.template_version_id, c.is_test, told.day,
        {_BY_STATUS}, {_GOALS}
    FROM {_CONVERSATIONS}
    WHERE c.template_version_id IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
"""
_GOALS_MET = f"""
    INSERT INTO conversations_goalrollup
        (organization_id, template_version_id, goal, is_test, day, met)
    SELECT c.organization_id, c.template_version_id, f.goal, c.is_test, {_DAY}, count(*)
    FROM {_TOLD}
    JOIN conversations_finding f ON f.conversation_id = c.id
    WHERE c.template_version_id IS NOT NULL AND {_IS_ENDED} AND f.declared AND f.value IS NOT NULL
        AND {_THEIRS.format("f")}
    GROUP BY 1, 2, 3, 4, 5
"""
_FINDING_COUNTED = """
    INSERT INTO conversations_findingrollup
        (organization_id, template_id, template_version_id, is_test, goal, value_key, day, count)
    SELECT c.organization_id, c.template_id, c.template_version_id, c.is_test
"""
_ALL = f"""
    {_FINDING_COUNTED}, '', '', told.day, count(*)
    FROM {_CONVERSATIONS}
    WHERE c.template_version_id IS NOT NULL AND c.archived_at IS NULL
    GROUP BY 1, 2, 3, 4, 7
"""
_VALUES = f"""
    {_FINDING_COUNTED}, f.goal, each.value_key, {_DAY}, count(*)
    FROM {_TOLD}
    JOIN conversations_finding f ON f.conversation_id = c.id AND f.value_key <> ''
    LEFT JOIN unnest(%(versions)s::bigint[], %(goals)s::text[], %(keys)s::text[])
        named (version_id, goal, value_key) ON named.version_id = c.template_version_id
        AND named.goal = f.goal AND named.value_key = f.value_key
    CROSS JOIN LATERAL (
        SELECT '' AS value_key
        UNION ALL SELECT named.value_key WHERE named.value_key IS NOT NULL
    ) each
    WHERE c.template_version_id IS NOT NULL AND c.archived_at IS NULL
        AND {_THEIRS.format("f")}
    GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
# What the versions name is folded in Python, as the findings' own keys were.
_VERSIONS_MET = f"""
    SELECT id, goals::text FROM conversations_templateversion
    WHERE id = ANY(ARRAY(SELECT DISTINCT c.template_version_id FROM {_CONVERSATIONS}))
"""
_JUDGED = f"""
    INSERT INTO conversations_criterionrollup
        (organization_id, template_id, template_version_id, is_test, criterion, day, passed, failed)
    SELECT c.organization_id, c.template_id, c.template_version_id, c.is_test, result.criterion,
        {_DAY}, count(*) FILTER (WHERE result.passed), count(*) FILTER (WHERE NOT result.passed)
    FROM {_TOLD}
    JOIN conversations_criterionresult result ON result.conversation_id = c.id
    WHERE c.template_version_id IS NOT NULL AND c.archived_at IS NULL
        AND {_THEIRS.format("result")}
    GROUP BY 1, 2, 3, 4, 5, 6
"""
_CLEAR_HOURS = """
    DELETE FROM conversations_hourrollup kept USING unnest(%(days)s::date[]) told (day)
    WHERE kept.organization_id = %(organization)s AND kept.is_test IN (false, true)
        AND kept.hour >= told.day::timestamp AT TIME ZONE 'UTC'
        AND kept.hour < (told.day + 1)::timestamp AT TIME ZONE 'UTC'
"""
_CLEAR_DAYS = """
    DELETE FROM conversations_{table}
    WHERE organization_id = %(organization)s AND day = ANY(%(days)s::date[])
"""


def recount_days(organization_id: int, days: Sequence[date]) -> None:
    """Replace all rollups of these days of UTC; call it in a transaction that has the lock.

    Thirteen statements, whatever their number.
    """
    told: dict[str, Any] = {
        "organization": organization_id,
        "days": list(days),
        "edges": list(LENGTH_EDGES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_IDS, told)
        told["ids"] = [id for (id,) in cursor.fetchall()]
        cursor.execute(_VERSIONS_MET, told)
        told |= _named(cursor.fetchall())
        cursor.execute(_CLEAR_HOURS, told)
        for table in ("versionrollup", "goalrollup", "findingrollup", "criterionrollup"):
            cursor.execute(_CLEAR_DAYS.format(table=table), told)
        for statement in (_HOURS, _VERSIONS, _GOALS_MET, _ALL, _VALUES, _JUDGED):
            cursor.execute(statement, told)


def _named(versions: Iterable[tuple[int, str]]) -> dict[str, list[Any]]:
    """Return what these versions, (id, goals as JSON), name as columns for the statement."""
    rows = [
        (version_id, goal, key)
        for version_id, goals in versions
        for goal, keys in named_values(json.loads(goals)).items()
        for key in sorted(keys)
    ]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return dict(zip(("versions", "goals", "keys"), map(list, columns), strict=True))
