"""A name for a list as somebody wants to see it again."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization, User


class ViewOf(models.TextChoices):
    """The page that a view is of."""

    CONVERSATIONS = "conversations", "Conversations"
    FINDINGS = "findings", "Findings"


class SavedView(models.Model):
    """A list under some filters. `query`: [[parameter, value], …] as in the URL of its page.

    A shared one stands in every member's sidebar. `is_default`: what its owner sees first on the
    page. Searches may hold a person's name.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    page = models.CharField(
        max_length=13,
        choices=ViewOf,
        default=ViewOf.CONVERSATIONS,
        db_default=ViewOf.CONVERSATIONS,
    )
    name = models.CharField(max_length=80)
    query = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "page", "name"], name="saved_view_name_unique"
            ),
            models.UniqueConstraint(
                fields=["organization", "owner", "page"],
                condition=models.Q(is_default=True),
                name="saved_view_default_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(page__in=ViewOf.values), name="saved_view_page"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_name"),
        ]

    def __str__(self) -> str:
        return f"saved view {self.pk}"
