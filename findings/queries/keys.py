"""What conversations and persons have been given besides, as columns to choose from."""

from django.db import connection

_NEWEST = """
WITH newest AS MATERIALIZED (
    SELECT c.id, c.context FROM conversations_conversation c
    WHERE c.template_id = %(template)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL
    ORDER BY c.created_at DESC, c.id DESC LIMIT 200
)
SELECT DISTINCT 'context.' || key FROM newest, jsonb_object_keys(context) key
UNION
SELECT DISTINCT 'person.' || given.name || '.' || key FROM newest
JOIN conversations_participation part ON part.conversation_id = newest.id
JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
CROSS JOIN LATERAL (
    VALUES ('profile', person.profile), ('org_context', person.org_context)
) given (name, value), jsonb_object_keys(given.value) key
ORDER BY 1 LIMIT 200
"""


def given_keys(template_id: int, *, is_test: bool) -> list[str]:
    """Return the columns of what the newest 200 conversations and their persons were given."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"template": template_id, "is_test": is_test})
        return [key for (key,) in cursor.fetchall()]
