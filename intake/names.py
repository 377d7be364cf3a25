"""A person who is called something else now is so in all their conversations."""

import json
from collections import defaultdict
from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from conversations.models import Participation
from intake.people import person_label
from intake.search import names_vector
from persons.models import Person

# The words of the names stand first in a document and bear the weight A, so they can be exchanged
# without reading the rest again. ts_filter drops the organisation's lexeme (it has no place); the
# new names bring it back.
_RELABEL = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%s) AS told (id bigint, label text, names tsvector)
    ), renamed AS (
        UPDATE conversations_conversation stored
        SET person_label = told.label, revision = stored.revision + 1, updated_at = %s
        FROM told WHERE stored.id = told.id AND stored.person_label <> told.label
    )
    UPDATE conversations_searchdocument stored
    SET document = told.names || ts_filter(stored.document, '{b,c,d}')
    FROM told WHERE stored.conversation_id = told.id
"""


def relabel(
    organization_id: int, person_ids: Collection[int], written: Collection[int] = ()
) -> None:
    """Write the new names of these persons into their conversations, but not into `written`."""
    if not person_ids:
        return
    casts: dict[int, list[Person]] = defaultdict(list)
    theirs = Participation.objects.filter(person_id__in=person_ids).values("conversation_id")
    for part in (
        Participation.objects.filter(conversation_id__in=theirs)
        .exclude(conversation_id__in=written)
        .select_related("person")
        .order_by("conversation_id", "position")
    ):
        casts[part.conversation_id].append(part.person)
    told = [
        {
            "id": conversation_id,
            "label": person_label(persons),
            "names": names_vector(organization_id, persons),
        }
        for conversation_id, persons in casts.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RELABEL, [json.dumps(told), timezone.now()])
