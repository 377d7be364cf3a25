"""A person with a word of their own in every place that can hold one."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from api.gate.tests.keys import SYSTEM, ApiClient, make_key
from conversations.models import Conversation, SavedView
from conversations.queries import saved_views
from erasure.tests.canaries import canary
from erasure.tests.workers import wait_until
from findings.domain import ask_export, run_exports
from findings.models import Export, ExportState
from findings.queries.kept import read
from findings.tests.making import selection
from frames import storage
from frames.tests.making import filled, png
from intake.tests.live.playing import event, play, said
from intake.tests.making import template
from orgs.models import Organization, User
from outputs.models import Attempt, AttemptContent, Delivery
from outputs.tests.making import endpoint, webhook
from persons.models import Person
from sources.domain.uploading import take_upload

ABOUT = (
    "name",
    "external id",
    "mail",
    "context of theirs",
    "turn",
    "turn of another",
    "summary",
    "finding",
    "tool arguments",
    "tool result",
    "criterion",
    "context",
    "event",
    "answer",
    "picture",
    "stretch of sharing",
    "file",
    "view",
    "request key",
)


@dataclass
class Planted:
    """Whose words they are. `words`: {what it is about: the word}."""

    organization: Organization
    words: dict[str, str] = field(default_factory=lambda: {about: canary(about) for about in ABOUT})

    @property
    def person(self) -> Person:
        return Person.objects.get(
            external_id=self.words["external id"], organization=self.organization
        )

    @property
    def conversation(self) -> Conversation:
        return Conversation.objects.get(organization=self.organization)


def plant(planted: Planted, viewer: User, url: str = "") -> Planted:
    """Return them: led as a runtime leads a conversation, with deliveries that were answered.

    `url`: a receiver, which a sender is to send them to; without one they look as if it had.
    """
    organization, word = planted.organization, planted.words
    to = endpoint(organization, url or "https://hooks.example.com/in")
    template(
        organization,
        outputs=[webhook(to, "goal.committed", id="a"), webhook(to, "conversation.ended", id="b")],
    )
    api = ApiClient(make_key(organization))
    _make(api, word)
    conversation = planted.conversation
    _lead(conversation, word)
    if not url:
        _answer(conversation, word)
    _show(conversation, word)
    _bring(organization, word)
    _take_away(organization)
    SavedView.objects.create(
        organization=organization,
        owner=viewer,
        name=f"What {word['view']} said",
        query=[["q", word["name"]]],
        is_shared=True,
    )
    saved_views.remember(organization.pk)
    return planted


def _make(api: ApiClient, word: dict[str, str]) -> None:
    them: dict[str, object] = {"external_id": word["external id"], "name": word["name"]}
    note = {"note": word["context of theirs"]}
    assert api.send("/v1/persons", {**them, "org_context": note}).status_code == 201
    made = api.send(
        "/v1/interviews",
        {
            "template_id": "tpl_1",
            "persons": [them, {"external_id": "friend", "name": "Grace"}],
            "context": {"about": [word["context"]]},
        },
        Idempotency_Key=f"for {word['request key']}",
    )
    assert made.status_code == 201, made.content
    Person.objects.filter(external_id=word["external id"]).update(
        email=f"{word['mail']}@example.com"
    )


def _lead(conversation: Conversation, word: dict[str, str]) -> None:
    play(
        conversation,
        event("e1", "session.status", status="connected"),
        said("e2", f"My name is Zoë, {word['turn']} they call me."),
        said("e3", f"And I am {word['turn of another']}.", role="user"),
        event(
            "e4",
            "tool.called",
            name="lookup",
            args={"who": word["tool arguments"]},
            result={"found": base64.b64encode(word["tool result"].encode()).decode()},
        ),
        event("e5", "goal.committed", goal="location", value=word["finding"]),
        event(
            "e6",
            "criterion.evaluated",
            criterion="polite",
            passed=True,
            reasoning=word["criterion"],
        ),
        event("e7", "advisor.concern", concern=word["event"]),
        event("e8", "session.ended", reason="agent", outcome="completed"),
        event("e9", "summary", text=f"They said {word['summary']}."),
    )


def _show(conversation: Conversation, word: dict[str, str]) -> None:
    """Keep a capture of their screen, with what was written on it in its bytes."""
    [frame] = filled(conversation, png(), segment=word["stretch of sharing"])
    data = f"metadata of a picture: {word['picture']}".encode()
    storage.write(frame, storage.Part.ORIGINAL, data, "image/png")
    storage.write(frame, storage.Part.SMALL, data)


def _bring(organization: Organization, word: dict[str, str]) -> None:
    """Have a file wait to be imported that says something of them."""
    content = json.dumps({"id": "conv_brought", "note": word["file"]}).encode()
    file = SimpleUploadedFile(f"{word['name']}.jsonl", content)
    take_upload(actor=SYSTEM, organization=organization, file=file)


def _take_away(organization: Organization) -> None:
    """Have tables of everybody's findings made, with their name and what was found of them."""
    for form in ("csv", "xlsx"):
        chosen = read(organization.pk, selection("col=goal.location&col=person.name", "tpl_1"))
        ask_export(
            actor=SYSTEM, organization=organization, read=chosen, form=form, told=1, is_exact=True
        )
    wait_until(lambda: run_exports() == 0 and set(_states()) == {ExportState.READY})


def _states() -> Iterable[str]:
    return Export.objects.values_list("state", flat=True)


def _answer(conversation: Conversation, word: dict[str, str]) -> None:
    """Have every delivery answered, as a receiver that repeats what it got does."""
    with transaction.atomic():
        for delivery in Delivery.objects.filter(conversation=conversation):
            Delivery.objects.filter(pk=delivery.pk).update(
                state="succeeded", is_waiting=False, next_attempt_at=None, attempt_count=1
            )
            attempt = Attempt.objects.create(
                organization=delivery.organization, delivery=delivery, endpoint=delivery.endpoint,
                number=1, status=200,
            )  # fmt: skip
            AttemptContent.objects.create(
                attempt=attempt,
                delivery=delivery,
                organization=delivery.organization,
                request_headers={},
                response_headers={"x-told": word["answer"]},
                response_body=f"got {word['answer']}".encode(),
            )
