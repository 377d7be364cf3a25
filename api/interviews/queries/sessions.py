"""The runtime's side of a conversation."""

import json
from typing import Any

from api.gate.sql import first
from api.interviews.queries.interviews import owner
from api.interviews.queries.templates import DEFINITION
from orgs.queries.keys import KeyAccess
from web.placeholders import TooMuch, fill_all

# Until the runtime tells a session's own status, the conversation's says enough.
_STATUSES = {"created": "created", "joined": "connected"}

_SESSION = f"""
SELECT c.session_id AS id, c.public_id AS interview_id, c.session_status AS status,
       c.status AS interview_status, template.public_id AS template_id,
       c.version_number AS template_version, c.created_at, c.started_at, c.ended_at,
       c.joinable_until, c.source, c.context,
(SELECT json_agg(json_build_object('id', person.public_id, 'name', nullif(person.name, ''),
        'external_id', person.external_id) ORDER BY part.position, part.id)::text
 FROM conversations_participation part
 JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
 WHERE part.conversation_id = c.id) AS participants,
(SELECT person.org_context
 FROM conversations_participation part
 JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
 WHERE part.conversation_id = c.id ORDER BY part.position, part.id LIMIT 1) AS org_context,
(SELECT json_build_object('id', event_id, 'type', type, 'at', at)::text
 FROM conversations_sessionevent WHERE conversation_id = c.id
 ORDER BY at DESC, id DESC LIMIT 1) AS last_event,
(SELECT row_to_json(told)::text FROM (
    SELECT template.public_id AS id, template.name, template.description, {DEFINITION}
    FROM conversations_templateversion version WHERE version.id = c.template_version_id
 ) told) AS template
FROM conversations_conversation c
LEFT JOIN conversations_template template ON template.id = c.template_id
WHERE c.organization_id = %(organization)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL
  AND c.session_id = %(id)s
"""


def record(key: KeyAccess, session_id: str) -> dict[str, Any] | None:
    """Return the session, or None for an unknown one, another's, and the other mode's.

    The texts of its template are filled from its context and its first person's. Beside its own
    fields it holds `source`.
    """
    found = first(_SESSION, {**owner(key), "id": session_id})
    if found is None:
        return None
    context = json.loads(found["context"])
    template = json.loads(found["template"] or "null")
    last_event = json.loads(found["last_event"] or "null")
    sources = [context, json.loads(found.pop("org_context") or "{}")]
    status = found["status"] or _STATUSES.get(found["interview_status"], "ended")
    return {
        **found,
        "status": status,
        "joinable_until": None if status == "ended" else found["joinable_until"],
        "context": context,
        "participants": json.loads(found["participants"] or "[]"),
        "last_event": last_event and {**last_event, "at": last_event["at"].replace("+00:00", "Z")},
        "template": template and _filled(template, sources),
    }


_FILLED = ("description", "instructions", "phases")
_DESCRIBED = ("goals", "criteria")


def _filled(template: dict[str, Any], sources: list[dict[str, Any]]) -> dict[str, Any]:
    """Fill what the agent is told; ids, names and allowed values stay as they are.

    Where that would be more than there is room for, all stays as it is.
    """
    told = {name: template[name] for name in _FILLED}
    for name in _DESCRIBED:
        told[name] = [entry["description"] for entry in template[name]]
    try:
        filled = fill_all(told, *sources)
    except TooMuch:
        return template
    for name in _DESCRIBED:
        pairs = zip(template[name], filled[name], strict=True)
        filled[name] = [{**entry, "description": description} for entry, description in pairs]
    return {**template, **filled}
