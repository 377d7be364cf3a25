"""What the processes heard of a person, over the wire, stands in nothing that they write."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone

from api.gate.tests.keys import make_key
from erasure.models import Erasure, State
from erasure.tests.canaries import Search, canary
from erasure.tests.making import begun
from erasure.tests.planting import ABOUT, Planted, plant
from erasure.tests.test_canaries import found_within
from erasure.tests.workers import Workers, wait_until
from frames.models import Frame, FrameState
from frames.tests.making import uploaded
from orgs.models import Organization, User
from outputs.models import AttemptContent, Delivery
from outputs.tests.receiving import OK, Answer, Received, Receiver
from outputs.tests.sending import Senders, loopback, senders
from roxels_dash.embedded.logs import Log
from roxels_dash.tests.serving import WebServer
from sources.models import Stage, Upload

__all__ = ["loopback", "senders"]

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(folder: Path, senders: Senders) -> Iterator[WebServer]:
    """Every process of the product, each with a file that it writes to."""
    logs = {name: (folder / f"{name}.out").open("w") for name in ("web", "worker", "sender")}
    web, workers = WebServer(), Workers(folder, Log(logs["worker"]))
    try:
        senders.start(Log(logs["sender"]))
        workers.start()
        yield web.start(Log(logs["web"]))
    finally:
        senders.stop()
        workers.stop()
        web.stop()
        for file in logs.values():
            file.close()


def tell(web: WebServer, planted: Planted) -> list[int]:
    """Say their words to the web processes as people and programs do who are mistaken."""
    word, key = planted.words, make_key(planted.organization)
    session = planted.conversation.session_id
    turn = {"id": word["turn"], "type": "turn", "at": word["mail"], "data": {"text": word["turn"]}}
    asked: list[tuple[str, Any]] = [
        (f"/o/northwind/conversations/?q={word['name']}", None),
        (f"/v1/persons/{word['external id']}", None),
        (f"/v1/nothing/{word['name']}", None),
        ("/v1/persons", {"external_id": word["external id"], "name": [word["name"]]}),
        ("/v1/interviews", {"template_id": word["context"], "persons": word["name"]}),
        (f"/v1/sessions/{session}/events", {"events": [turn]}),
        (f"/v1/sessions/{session}/events", f"no JSON {word['event']}"),
    ]
    return [_ask(web, key, path, body) for path, body in asked]


def _ask(web: WebServer, key: str, path: str, body: Any) -> int:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    text = body if isinstance(body, str) else json.dumps(body)
    data = None if body is None else text.encode()
    try:
        with urlopen(Request(web.url + path, data, headers), timeout=120) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def is_all_worked_on() -> bool:
    """Whether deliveries are through, the picture that is none is refused, the file checked."""
    return (
        not Delivery.objects.exclude(state="succeeded").exists()
        and Frame.objects.filter(state=FrameState.REFUSED).exists()
        and Upload.objects.filter(stage=Stage.CHECKED).exists()
    )


@pytest.mark.usefixtures("loopback", "bucket")
def test_nothing_is_left_in_what_processes_write(
    northwind: Organization, viewer: User, senders: Senders, tmp_path: Path
) -> None:
    planted = Planted(northwind)
    planted.words["no picture"] = canary("no picture")

    def answer(received: Received) -> Answer:
        if b"person.erased" in received.body:
            return OK
        told = planted.words["answer"]
        first = len([each for each in receiver.got if each.id == received.id]) == 1
        return (500 if first else 200, {"x-told": told}, f"got {told}".encode() + received.body)

    with Receiver(answer) as receiver, running(tmp_path, senders) as web:
        plant(planted, viewer, receiver.url)
        late = timezone.now() - timedelta(hours=1)
        data = f"no picture {planted.words['no picture']}".encode()
        uploaded(planted.conversation, data, upload_until=late)
        assert all(200 <= status < 500 for status in tell(web, planted))
        wait_until(is_all_worked_on)
        bodies = AttemptContent.objects.values_list("response_body", flat=True)
        assert any(planted.words["answer"].encode() in bytes(body or b"") for body in bodies)
        logs = list(tmp_path.glob("*.out"))
        search = Search(planted.words.values(), logs)
        before = search.found()
        assert {about for about in ABOUT if not before[planted.words[about]]} == set()
        begun(northwind, planted.person.public_id)
        wait_until(lambda: Erasure.objects.get().state == State.DONE)
    assert found_within(search, 120) == {}
    for about, name in (("run_erasures", "worker.out"), ("granian", "web.out")):
        assert f"file {name}" in Search([about], logs).found()[about]
