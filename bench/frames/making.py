"""Frames to be measured, in a conversation of the loaded data; taken out again afterwards."""

import io
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import psycopg
from django.utils import timezone
from PIL import Image

from conversations.models import Conversation
from frames import storage
from frames.domain import Given, take_in
from frames.models import Frame
from sources.demo import screens

SIZE = (1920, 1080)  # pixels of a usual screen
_READY = """
    INSERT INTO frames_frame (organization_id, conversation_id, public_id, key, segment, number,
        captured_at, content_type, size, sha256, state, reason, width, height, likeness, is_alike,
        created_at, upload_until, attempts)
    SELECT c.organization_id, c.id, 'frm_bench_' || n, 'bench' || n, 'share-' || n / 70, n,
        coalesce(c.started_at, c.created_at) + n * interval '2 seconds', 'image/png', 90000,
        sha256(n::text::bytea), 'ready', '', 1920, 1080, n, mod(n, 3) = 0, now(), now(), 0
    FROM conversations_conversation c, generate_series(1, %s) n WHERE c.id = %s
"""


def pictures(count: int) -> list[bytes]:
    """Return screens of 1,920 × 1,080 pixels: PNG and JPEG by turns."""
    made = []
    for number, moment in enumerate(screens.moments(Random(7), count, 0)):
        with Image.open(io.BytesIO(screens.screen(moment))) as image:
            large = image.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
        file = io.BytesIO()
        large.save(file, "JPEG", quality=85) if number % 2 else large.save(file, "PNG")
        made.append(file.getvalue())
    return made


def upload(conversation: Conversation, data: Sequence[bytes]) -> None:
    """Have a worker find these pictures waiting."""
    now = timezone.now()
    given = [Given(now + timedelta(seconds=number), each) for number, each in enumerate(data)]
    take_in(conversation.organization_id, conversation.pk, given)


def show(raw: psycopg.Connection, conversation: Conversation, count: int) -> None:
    """Let the conversation have so many frames that can be shown: rows, without pictures."""
    raw.execute("DELETE FROM frames_frame WHERE conversation_id = %s", [conversation.pk])
    raw.execute(_READY, [count, conversation.pk])
    raw.execute(
        "UPDATE conversations_conversation SET frame_count = %s WHERE id = %s",
        [count, conversation.pk],
    )


def take_out(conversation: Conversation) -> None:
    """Remove rows and pictures."""
    Frame.objects.filter(conversation=conversation).delete()
    storage.purge(storage.folder(conversation.organization_id, conversation.pk))
    Conversation.objects.filter(pk=conversation.pk).update(frame_count=0)
