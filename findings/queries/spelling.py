"""How values are written that no goal names: they are counted by a key without case and accents."""

from collections.abc import Mapping, Sequence

from django.db import connection

# Of what the newest have, the most frequent: one of them in capitals decides nothing.
_SPELLED = """
SELECT asked.goal, asked.key, (
    SELECT mode() WITHIN GROUP (ORDER BY newest.text) FROM (
        SELECT f.value #>> '{}' AS text FROM conversations_finding f
        WHERE f.template_id = %(template)s AND f.is_test = %(is_test)s
            AND f.goal = asked.goal AND f.value_key = asked.key
        ORDER BY f.conversation_created_at DESC, f.conversation_id DESC LIMIT 5
    ) newest)
FROM unnest(%(goals)s::text[], %(keys)s::text[]) asked (goal, key)
"""


def spelled(
    template_id: int, keys: Mapping[str, Sequence[str]], *, is_test: bool
) -> dict[str, dict[str, str]]:
    """Return {goal: {key: text}} of values, an index step each; of none no statement is made."""
    pairs = [(goal, key) for goal, found in keys.items() for key in found]
    if not pairs:
        return {}
    goals, wanted = zip(*pairs, strict=True)
    texts: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        asked = {"template": template_id, "is_test": is_test}
        cursor.execute(_SPELLED, {**asked, "goals": list(goals), "keys": list(wanted)})
        for goal, key, text in cursor.fetchall():
            if text is not None:
                texts.setdefault(goal, {})[key] = text
    return texts
