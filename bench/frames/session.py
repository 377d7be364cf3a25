"""Frames, measured from beginning to end."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from bench.client import Visitor
from bench.found import Found
from bench.frames import bare, making
from bench.measuring import Samples, timed
from bench.measuring import measure as run_rounds
from bench.stack import Stack
from conversations.models import Conversation
from frames import storage
from frames.domain import process_due
from frames.models import Frame
from frames.queries import frames

Say = Callable[[str], None]

SIGNED = 200  # frames, with the two addresses each that the API answers
SHOWN = 200
_AT_ONCE, _PAIRS = 16, 12
OURS, BARE = "worker", "bare Pillow loop"
SIGNS, BOTO3 = f"sign {SIGNED} frames", "the same by boto3"
WITH, WITHOUT = f"conversation with {SHOWN} frames", "the same without"


@dataclass(frozen=True)
class FramesMeasured:
    """`samples`: milliseconds; of OURS and BARE for `pictures` pictures of `bytes` in all."""

    samples: Samples
    pictures: int
    bytes: int


def measure(
    stack: Stack, found: Found, rounds: int, raw: psycopg.Connection, say: Say
) -> FramesMeasured:
    """Measure signing, small copies and the page; take out what was made for that."""
    conversation = Conversation.objects.get(
        organization_id=found.organization_id, public_id=found.long_conversation
    )
    samples = Samples()
    pictures = making.pictures(_AT_ONCE)
    try:
        making.take_out(conversation)  # What a run that broke off left.
        say(f"Signing {SIGNED} frames, and a page with {SHOWN}, in {rounds} rounds …")
        making.show(raw, conversation, SIGNED)
        samples.add(run_rounds(_signing(conversation), rounds))
        samples.add(_pages(stack, found, raw, conversation, rounds))
        making.take_out(conversation)
        say(f"Making small copies of {_AT_ONCE} pictures, {_PAIRS} times …")
        samples.add(_copies(conversation, pictures))
    finally:
        making.take_out(conversation)
    return FramesMeasured(samples, len(pictures), sum(map(len, pictures)))


def _signing(conversation: Conversation) -> dict[str, Callable[[], float]]:
    found = frames.ready(conversation)
    client = storages["default"].connection.meta.client  # type: ignore[attr-defined]

    def by_boto3() -> None:
        for frame in found:
            for part in (storage.Part.ORIGINAL, storage.Part.SMALL):
                key = storage.folder_of(frame) + part
                asked = {"Bucket": settings.S3_BUCKET, "Key": key}
                client.generate_presigned_url("get_object", Params=asked, ExpiresIn=300)

    return {
        SIGNS: timed(lambda: frames.addresses(found, timezone.now())),
        BOTO3: timed(by_boto3),
    }


def _pages(
    stack: Stack, found: Found, raw: psycopg.Connection, conversation: Conversation, rounds: int
) -> Samples:
    """Ask for the page with frames and without them by turns: they come and go in between."""
    visitor = Visitor(stack.port, stack.session)
    path = f"/o/{found.slug}/conversations/{found.long_conversation}/"
    samples = Samples()
    for number in range(rounds + 5):
        for name, count in ((WITH, SHOWN), (WITHOUT, 0)):
            making.show(raw, conversation, count)
            took = visitor.get(path).milliseconds
            if number >= 5:
                samples.taken[name][number] = took
    return samples


def _copies(conversation: Conversation, pictures: list[bytes]) -> Samples:
    samples = Samples()
    for number in range(_PAIRS):
        making.upload(conversation, pictures)
        samples.taken[OURS][number] = _milliseconds(process_due)
        samples.taken[BARE][number] = _milliseconds(lambda: bare.loop(pictures))
        ready = Frame.objects.filter(conversation=conversation, state="ready").count()
        if ready != len(pictures):
            raise RuntimeError(f"only {ready} of {len(pictures)} pictures got small copies")
        making.take_out(conversation)
    return samples


def _milliseconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000
