"""schemathesis asks every operation for all that its document allows, and for much it does not.

With all its checks: no 5xx, no answer of a status, type or shape that is not documented, bad data
refused and good data taken, 401 without a key, 405 for other methods.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from api.gate.tests.keys import make_key
from api.interviews.tests import fuzzing
from intake.domain import create_conversations
from intake.tests.making import conversation, template
from orgs.models import Organization
from outputs.domain import fire
from outputs.models import Delivery
from outputs.tests.making import ENDED, endpoint, webhook
from roxels_dash.tests.serving import WebServer

pytestmark = pytest.mark.django_db(transaction=True)

# The document's own examples of ids, which lead to something here.
KNOWN = {
    "interviews": "iv_xxx", "templates": "tpl_a1b2c3", "persons": "person_xxx",
    "endpoints": "ep_xxx", "deliveries": "msg_xxx",
}  # fmt: skip
SESSIONS = 1000

CONFIG = """
hooks = {hooks}
[auth.openapi.ApiKey]
bearer = {key}
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422"]
[[operations]]
include-operation-id = "create_interview"
[operations.parameters]
"body.template_id" = {{ dictionary = "templates", probability = 0.8 }}
"""
CONFIG_OF_IDS = """
[dictionaries.{room}]
values = ["{id}"]
[[operations]]
include-path-regex = "^/v1/{room}/"
[operations.parameters]
"path.id" = {{ dictionary = "{room}", probability = 0.8 }}
"""


@pytest.fixture
def sessions(northwind: Organization) -> list[str]:
    """Have something stand behind every example of the document; return sessions to be played."""
    goals = [{"id": "location", "critical": True}, {"id": "date", "type": "date"}]
    template(northwind, KNOWN["templates"], goals=goals, instructions="Ask {{context.name}}.")
    conversation(
        northwind,
        KNOWN["interviews"],
        template_id=KNOWN["templates"],
        persons=[{"id": KNOWN["persons"], "external_id": "user_123", "name": "Ada Lovelace"}],
        findings=[{"goal": "location", "value": "San Jose"}],
        source_fields={"outputs": {"webhooks": [{"url": "https://example.com", "attempts": 1}]}},
    )
    _set_off(northwind)
    with transaction.atomic():
        made = create_conversations(
            northwind.pk, KNOWN["templates"], [[]] * SESSIONS, {"name": "Ada"}, is_test=False
        )
    return [each.session_id or "" for each in made]


def _set_off(organization: Organization) -> None:
    """Have a delivery that can be sent again, to an endpoint that everything goes to."""
    to = endpoint(organization, public_id=KNOWN["endpoints"])
    template(organization, KNOWN["templates"], outputs=[webhook(to)])
    over = conversation(organization, "iv_over", template_id=KNOWN["templates"])
    fire(organization.pk, over.pk, [ENDED])
    Delivery.objects.filter(conversation=over).update(public_id=KNOWN["deliveries"])


def config(folder: Path, key: str) -> Path:
    """Write schemathesis's configuration; `key`: what it asks with."""
    parts = [CONFIG.format(hooks=json.dumps(fuzzing.__file__), key=json.dumps(key))]
    ids = {**KNOWN, "sessions": fuzzing.SESSION}
    parts += [CONFIG_OF_IDS.format(room=room, id=id) for room, id in ids.items()]
    path = folder / "schemathesis.toml"
    path.write_text("\n".join(parts))
    return path


def fuzz(
    url: str, folder: Path, key: str, sessions: list[str], *, seed: int, examples: int
) -> None:
    """Let it ask; `examples`: how many requests it makes up for each operation and way of asking.

    Everything it found is printed, with the call that repeats it.
    """
    options = [
        *("--config-file", str(config(folder, key))),
        *("run", f"{url}/v1/openapi.json", "--checks=all", "--continue-on-failure", "--no-color"),
        *fuzzing.PATIENCE,
        *(f"--seed={seed}", f"--max-examples={examples}", "--generation-database=none"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *options],
        env={**os.environ, fuzzing.SESSIONS: json.dumps(sessions)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout + done.stderr)  # noqa: T201
    assert done.returncode == 0


def test_every_answer_is_a_documented_one(
    northwind: Organization, web_server: WebServer, sessions: list[str], tmp_path: Path
) -> None:
    key = make_key(northwind, requests_per_minute=1_000_000)
    fuzz(web_server.url, tmp_path, key, sessions, seed=4, examples=10)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(3))
def test_every_answer_is_a_documented_one_for_long(
    northwind: Organization, web_server: WebServer, sessions: list[str], tmp_path: Path, run: int
) -> None:
    key = make_key(northwind, requests_per_minute=1_000_000)
    seed = random.SystemRandom().randrange(2**32)
    fuzz(web_server.url, tmp_path, key, sessions, seed=seed, examples=100)
