"""What a dry run tells beside the number of rows."""

from django.db import models

from erasure.models.job import Erasure


class Preview(models.Model):
    """How things stood when a request was counted.

    `others`: other persons who took part in the same conversations. `pending`: deliveries that
    would be cancelled. `sizes`: {bucket prefix: bytes}. `recall`: who has received something, as
    Receiver tells it later: [{endpoint, name, host, kind, event, certain, deliveries, first,
    last}].
    """

    erasure = models.OneToOneField(
        Erasure, models.PROTECT, primary_key=True, related_name="preview"
    )
    made_at = models.DateTimeField()
    others = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    sizes = models.JSONField(default=dict)
    recall = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"preview of erasure {self.erasure_id}"
