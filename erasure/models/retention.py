"""How long an organisation keeps its conversations."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization


class Retention(models.Model):
    """Conversations older than `days` are erased, each night; off while there is no row.

    `since`: when that was set. `swept_at`: when it was looked at last.
    """

    organization = models.OneToOneField(
        Organization, models.PROTECT, primary_key=True, related_name="retention"
    )
    days = models.PositiveIntegerField()
    set_by = models.BigIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=1, days__lte=36_500), name="retention_days"
            ),
        ]

    def __str__(self) -> str:
        return f"retention of organization {self.organization_id}"
