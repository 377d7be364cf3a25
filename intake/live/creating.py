"""Conversations that somebody will join: made for their persons, bound to the newest version."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from conversations.models import LIVE, Conversation, Status
from intake.meeting import register
from intake.names import relabel
from intake.people import mention, person_label
from intake.records import PersonRecord
from intake.results import Refusal
from intake.search import names_vector
from persons.domain import MentionConflict
from persons.models import Person
from web import ids
from web.prepared import prepared_cursor

MOST_PERSONS = 100  # of one conversation

_BOUND = """
    SELECT t.id, t.name, v.id, v.number, jsonb_array_length(v.goals)
    FROM conversations_template t
    CROSS JOIN LATERAL (
        SELECT id, number, goals FROM conversations_templateversion
        WHERE template_id = t.id ORDER BY number DESC LIMIT 1
    ) v
    WHERE t.organization_id = %s AND t.public_id = %s AND t.archived_at IS NULL
"""
# The mark is that of `mark_rollups`, without waking anybody: nobody waits for this to be counted.
_MADE = f"""
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            public_id text, session_id text, person_label text, person_count int, document text,
            persons bigint[]
        )
    ), made AS (
        INSERT INTO conversations_conversation (
            organization_id, public_id, session_id, template_id, template_version_id, status,
            source, is_test, created_at, updated_at, joinable_until, context, person_label,
            person_count, template_name, version_number, goals_total, outcome, end_reason, revision,
            summary, goal_states, source_fields, gist, turn_count, finding_count, goals_met,
            findings, deliveries, deliveries_total, deliveries_failed
        )
        SELECT %(organization)s, public_id, session_id, %(template)s, %(version)s,
            '{Status.CREATED.value}', '{LIVE}', %(is_test)s, %(now)s, %(now)s, %(until)s,
            %(context)s, person_label, person_count, %(name)s, %(number)s, %(goals)s, '', '', 1,
            '', '{{}}', '{{}}', '', 0, 0, 0, '{{}}', 'none', 0, 0
        FROM told
        RETURNING id, public_id
    ), parts AS (
        INSERT INTO conversations_participation
            (organization_id, conversation_id, person_id, position, conversation_created_at)
        SELECT %(organization)s, made.id, part.person_id, part.number - 1, %(now)s
        FROM made JOIN told USING (public_id)
        CROSS JOIN LATERAL unnest(told.persons) WITH ORDINALITY AS part (person_id, number)
    ), documents AS (
        INSERT INTO conversations_searchdocument
            (conversation_id, created_at, organization_id, document)
        SELECT made.id, %(now)s, %(organization)s, told.document::tsvector
        FROM made JOIN told USING (public_id)
    ), marked AS (
        INSERT INTO conversations_rollupmark (organization_id, day)
        VALUES (%(organization)s, %(day)s)
    )
    SELECT public_id, id FROM made
"""


@dataclass(frozen=True, slots=True)
class _Bound:
    template_id: int
    name: str
    version_id: int
    number: int
    goals: int


def create_conversations(
    organization_id: int,
    template_id: str,
    people: Sequence[Sequence[PersonRecord]],
    context: dict[str, Any],
    *,
    is_test: bool,
) -> list[Conversation]:
    """Create one conversation for each entry of `people`, all or none; return them in order.

    Call it inside a transaction. `people`: who will take part in each, maybe nobody; persons are
    found by external id or made. All get the same `context` and can be joined for JOIN_LINK_DAYS.
    How many statements it takes does not depend on how many conversations there are.

    Raises Refusal for an unknown or archived `template_id`, and for persons that cannot be.
    """
    bound = _bind(organization_id, template_id)
    now = timezone.now()
    casts = _cast(organization_id, people, now)
    made = [
        _conversation(organization_id, bound, persons, context, now, is_test=is_test)
        for persons in casts
    ]
    _insert(organization_id, made, casts)
    return made


def _bind(organization_id: int, template_id: str) -> _Bound:
    with prepared_cursor() as cursor:
        cursor.execute(_BOUND, [organization_id, template_id])
        row = cursor.fetchone()
    if row is None:
        raise Refusal("template_id", "is no template of this organisation")
    return _Bound(*row)


def _cast(
    organization_id: int, people: Sequence[Sequence[PersonRecord]], now: datetime
) -> list[list[Person]]:
    """Return the persons of each conversation, saved, nobody twice."""
    if not any(people):
        return [[] for _ in people]
    mentions = [
        [replace(mention(person), first_seen_at=now, last_seen_at=now) for person in persons]
        for persons in people
    ]
    found = register(organization_id, [each for cast in mentions for each in cast])
    casts: list[list[Person]] = []
    for number, cast in enumerate(mentions):
        path = "persons" if len(people) == 1 else f"persons[{number}]"
        if len(cast) > MOST_PERSONS:
            raise Refusal(path, f"are more than {MOST_PERSONS}")
        try:
            persons = found.identify(cast)
        except MentionConflict as conflict:
            field = f"{path}[{conflict.index}].{conflict.field}"
            raise Refusal(field, conflict.reason) from None
        casts.append(list({id(person): person for person in persons}.values()))
        for person in casts[-1]:
            found.count_in(person)
    found.save()
    relabel(organization_id, found.relabelled)
    return casts


def _conversation(
    organization_id: int,
    bound: _Bound,
    persons: list[Person],
    context: dict[str, Any],
    now: datetime,
    *,
    is_test: bool,
) -> Conversation:
    return Conversation(
        organization_id=organization_id,
        public_id=ids.mint_conversation(),
        session_id=ids.mint_session(),
        template_id=bound.template_id,
        template_version_id=bound.version_id,
        source=LIVE,
        is_test=is_test,
        created_at=now,
        updated_at=now,
        joinable_until=now + timedelta(days=settings.JOIN_LINK_DAYS),
        context=context,
        person_label=person_label(persons),
        person_count=len(persons),
        template_name=bound.name,
        version_number=bound.number,
        goals_total=bound.goals,
    )


def _insert(
    organization_id: int, made: Sequence[Conversation], casts: Sequence[Sequence[Person]]
) -> None:
    """Store the conversations and give each its key."""
    if not made:
        return
    one = made[0]
    told = [
        {
            "public_id": each.public_id,
            "session_id": each.session_id,
            "person_label": each.person_label,
            "person_count": each.person_count,
            "document": names_vector(organization_id, persons),
            "persons": [person.pk for person in persons],
        }
        for each, persons in zip(made, casts, strict=True)
    ]
    with prepared_cursor() as cursor:
        cursor.execute(
            _MADE,
            {
                "told": json.dumps(told),
                "organization": organization_id,
                "template": one.template_id,
                "version": one.template_version_id,
                "is_test": one.is_test,
                "now": one.created_at,
                "until": one.joinable_until,
                "context": json.dumps(one.context),
                "name": one.template_name,
                "number": one.version_number,
                "goals": one.goals_total,
                "day": one.created_at.date(),
            },
        )
        keys = dict(cursor.fetchall())
    for each in made:
        each.pk = keys[each.public_id]
        each._state.adding = False
