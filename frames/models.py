"""What a participant showed of their screen: one row a capture; the pictures lie in the bucket."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization
from web import ids


class FrameState(models.TextChoices):
    """From a place that was handed out to a picture that can be shown, or to why it cannot."""

    AWAITED = "awaited", "Awaiting its upload"
    UPLOADED = "uploaded", "Uploaded"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"


class ContentType(models.TextChoices):
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    WEBP = "image/webp", "WebP"


MOST_FRAMES = 5_000  # in one conversation


class Frame(models.Model):
    """One capture of a shared screen.

    `segment` is the stretch of sharing it belongs to, '' where nobody named one; `number` counts
    the conversation's frames from 1 as their places were handed out, and stays. `captured_at` is
    the sender's word, as are `content_type`, `size` (bytes) and `sha256` until the upload was
    verified. `width`, `height` (pixels) and `likeness` (a perceptual hash of 64 bits, see
    `frames.images.likeness`) are null until it is ready. `is_alike`: it looks as the ready frame
    before it in its segment does, so that a strip may fold it. `reason`: why it was refused.

    `key` is random; with organisation and conversation it makes the folder in the bucket that
    holds the picture (see `frames.storage`). `upload_until`: when the last address to upload to
    ends. `due_at`: when a worker is to see to it (next), null where nothing is to be done;
    `attempts` counts how often one took it up.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="frames", db_index=False
    )
    public_id = models.CharField(max_length=128, default=ids.mint_frame)
    key = models.CharField(max_length=32, default=ids.mint_secret)
    segment = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    content_type = models.CharField(max_length=10, choices=ContentType)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    state = models.CharField(max_length=8, choices=FrameState, default=FrameState.AWAITED)
    reason = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    likeness = models.BigIntegerField(null=True)
    is_alike = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    upload_until = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="frame_number_unique"),
            models.UniqueConstraint(
                fields=["conversation", "public_id"], name="frame_public_id_unique"
            ),
            # The same capture asked for again is the same place.
            models.UniqueConstraint(
                fields=["conversation", "captured_at", "sha256"], name="frame_capture_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=FrameState.values), name="frame_state"
            ),
            models.CheckConstraint(
                condition=models.Q(content_type__in=ContentType.values), name="frame_content_type"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="frame_number"),
            models.CheckConstraint(
                condition=~models.Q(state=FrameState.READY)
                | models.Q(width__gte=1, height__gte=1, likeness__isnull=False),
                name="frame_ready_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state=FrameState.REFUSED) | models.Q(reason=""),
                name="frame_reason",
            ),
        ]
        indexes = [
            # What workers look for: few rows, however many frames.
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="frame_due"
            ),
            models.Index(
                fields=["upload_until"],
                condition=models.Q(state=FrameState.AWAITED),
                name="frame_awaited",
            ),
        ]

    def __str__(self) -> str:
        return f"frame {self.number} of conversation {self.conversation_id}"

    def offset_seconds(self, origin: datetime) -> float:
        """Return when it was taken, in seconds from `origin` (`Conversation.origin`)."""
        return (self.captured_at - origin).total_seconds()
