"""The calls of the Roxels API's own documents, as these print them: who was written by them works.

Changed are the address, the key and the ids, which a reader changes too.
"""

import json
from typing import Any

import pytest

from api.gate.tests.keys import ApiClient, make_key
from api.interviews.tests.printed import Reader
from intake.tests.making import template
from orgs.models import Organization
from persons.models import Person
from roxels_dash.tests.serving import WebServer

CALLS = [
    (
        """curl -X POST https://api.roxels.ai/v1/interviews \\
-H "Authorization: Bearer sk-your-key-here" \\
-H "Content-Type: application/json" \\
-d '{
"template_id": "tpl_a1b2c3",
"persons": [
{ "name": "Ada Lovelace", "external_id": "user_123" }
],
"context": {
"plan": "pro",
"signed_up_at": "2026-05-01"
}
}'""",
        201,
        {"id", "session_id", "template_id", "status", "join_url", "created_at"},
    ),
    (
        """curl "https://api.roxels.ai/v1/interviews?template_id=tpl_a1b2c3&limit=50" \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {"items", "next_cursor", "has_more"},
    ),
    (
        """curl https://api.roxels.ai/v1/interviews/iv_xxx \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {
            *("id", "session_id", "template_id", "status", "started_at", "ended_at"),
            *("duration_seconds", "persons", "summary", "findings", "transcript", "outputs"),
        },
    ),
    (
        """curl https://api.roxels.ai/v1/interviews/iv_xxx/frames \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        set(),
    ),
    (
        """curl https://api.roxels.ai/v1/sessions/sess_yyy/join \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {"ws_url", "token", "participant_identity"},
    ),
    (
        """curl https://api.roxels.ai/v1/persons \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {"items", "next_cursor", "has_more"},
    ),
    (
        """curl https://api.roxels.ai/v1/persons/person_xxx \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {
            *("id", "external_id", "name", "first_seen_at", "last_seen_at"),
            *("conversation_count", "org_context"),
        },
    ),
    (
        """curl -X POST https://api.roxels.ai/v1/persons \\
-H "Authorization: Bearer sk-your-key-here" \\
-H "Content-Type: application/json" \\
-d '{
"external_id": "user_123",
"name": "Ada Lovelace",
"org_context": {
"plan": "pro",
"joined_at": "2026-05-01",
"role": "engineer"
}
}'""",
        200,
        {"id", "external_id", "name", "org_context"},
    ),
    (
        """curl -X POST https://api.roxels.ai/v1/persons \\
-H "Authorization: Bearer sk-your-key-here" \\
-d '{
"external_id": "user_123",
"org_context": { "plan": "enterprise" }
}'""",
        200,
        {"id", "external_id", "name", "org_context"},
    ),
    (
        """curl "https://api.roxels.ai/v1/persons?external_id=user_123" \\
-H "Authorization: Bearer sk-your-key-here\"""",
        200,
        {"items", "next_cursor", "has_more"},
    ),
]


@pytest.mark.django_db(transaction=True)
def test_the_documents_calls_work_as_they_print_them(
    northwind: Organization, web_server: WebServer
) -> None:
    template(northwind, "tpl_a1b2c3")
    secret = make_key(northwind)
    given = {"persons": [{"external_id": "user_123"}], "template_id": "tpl_a1b2c3"}
    made = ApiClient(secret).send("/v1/interviews", given).json()
    own = {
        "https://api.roxels.ai": web_server.url,
        "sk-your-key-here": secret,
        "iv_xxx": made["id"],
        "sess_yyy": made["session_id"],
        "person_xxx": Person.objects.get().public_id,
    }
    answers: list[Any] = []
    for call, status, fields in CALLS:
        answered, body = Reader(own, secret).run(call)
        assert answered == status, f"{call}\n{body}"
        answers.append(json.loads(body))
        assert fields <= set(answers[-1]), call
    assert answers[-2]["org_context"] == {
        "plan": "enterprise",
        "joined_at": "2026-05-01",
        "role": "engineer",
    }
    [person] = answers[-1]["items"]
    assert (person["name"], person["conversation_count"]) == ("Ada Lovelace", 2)
