"""A real session of 60 captures, uploaded by a plain HTTP client, seen by its own alone."""

import re
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from api.gate.tests.keys import ApiClient, make_key, problem
from conversations.models import Conversation, Finding
from frames.models import Frame
from frames.tests.making import fetch, status_of
from orgs.models import Organization, User
from roxels_dash.embedded.process import Process
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.people import ClientOf
from roxels_dash.tests.serving import WebServer

EXAMPLE = ROOT / "examples" / "share_screen.py"
COUNT = 60

pytestmark = pytest.mark.django_db(transaction=True)


def play(url: str, key: str) -> str:
    """Run the example to its end; return the conversation's id."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), "--base-url", url, "--pace", "0", "--patience", "120"],
        env={"ROXELS_API_KEY": key},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{COUNT} of {COUNT} frames can be shown" in done.stdout
    made = re.search(r"Conversation (iv_\w+)", done.stdout)
    assert made
    return made[1]


def test_a_shared_screen_comes_in_and_is_its_organisations_alone(
    northwind: Organization,
    other_org: Organization,
    viewer: User,
    stranger: User,
    client_of: ClientOf,
    web_server: WebServer,
    real_worker: Process,
    bucket: Any,
) -> None:
    id = play(web_server.url, make_key(northwind))
    conversation = Conversation.objects.get(public_id=id)
    frames = list(Frame.objects.filter(conversation=conversation).order_by("number"))
    assert [frame.number for frame in frames] == list(range(1, COUNT + 1))
    assert {frame.state for frame in frames} == {"ready"} and conversation.frame_count == COUNT
    # Somebody thought now and then.
    assert COUNT // 3 <= sum(frame.is_alike for frame in frames) < COUNT
    evidence = Finding.objects.get(conversation=conversation).evidence
    assert evidence == [{"frame": frames[COUNT // 2].public_id}, {"turn": 6}]

    member: Client = client_of(viewer)
    assert "60 frames" in member.get("/o/northwind/conversations/?frames=1").content.decode()
    answer = member.get(f"/o/northwind/conversations/{id}/frames/7/large")
    body, headers = fetch(answer["Location"])
    assert headers["Content-Type"] == "image/webp" and body[8:12] == b"WEBP"

    outsider: Client = client_of(stranger)
    for number in (1, COUNT):
        for part in ("thumb", "large", "original"):
            for slug in ("northwind", "bluefin"):
                path = f"/o/{slug}/conversations/{id}/frames/{number}/{part}"
                assert outsider.get(path).status_code == 404
    theirs = ApiClient(make_key(other_org))
    problem(theirs.get(f"/v1/interviews/{id}/frames"), 404)
    asked = {"frames": [{"captured_at": "2026-05-01T12:00:00Z", "content_type": "image/png",
                         "size": 1, "sha256": "0" * 64}]}  # fmt: skip
    problem(theirs.send(f"/v1/sessions/{conversation.session_id}/frames", asked), 404)
    # Without a signature the bucket gives nothing to anybody.
    assert status_of(answer["Location"].partition("?")[0]) in (400, 403)
