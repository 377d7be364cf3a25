"""A name for a list as somebody wants to see it again."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization, User


class SavedView(models.Model):
    """The conversations list under some filters. `query`: [[parameter, value], …] as in its URL.

    A shared one stands in every member's sidebar. Searches may hold a person's name.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "name"], name="saved_view_name_unique"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_name"),
        ]

    def __str__(self) -> str:
        return f"saved view {self.pk}"
