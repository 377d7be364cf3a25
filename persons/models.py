"""Persons: identities persisted across conversations."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

from orgs.models import Organization
from web import ids


class Person(models.Model):
    """A participant of one organisation.

    `external_id` is the customer's own identifier; `org_context` what the customer told us about
    the person; `profile` what another system's profile brought (organisation name, avatar …).
    `context_changes` tells when each key of `org_context` was told, see `persons.changes`.
    `name_search` holds the folded words of the name and the organisation's own lexeme, so that a
    name prefix is found by one GIN index. `erasing_at` hides them; `redacted`: persons.redacting;
    `called_since`: persons.called.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="persons", db_index=False
    )
    public_id = models.CharField(max_length=128, default=ids.mint_person)
    external_id = models.CharField(max_length=255, null=True)
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=320, blank=True)
    profile = models.JSONField(default=dict)
    org_context = models.JSONField(default=dict)
    context_changes = models.JSONField(default=dict, db_default={})
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    conversation_count = models.PositiveIntegerField(default=0)
    name_search = SearchVectorField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    erasing_at = models.DateTimeField(null=True)
    redacted = models.JSONField(default=list, db_default=[])
    called_since = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "public_id"], name="person_public_id_unique"
            ),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=models.Q(erasing_at__isnull=True),
                name="person_external_id_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(external_id__isnull=True) | ~models.Q(external_id=""),
                name="person_external_id_not_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("first_seen_at")),
                name="person_seen_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "-last_seen_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="person_newest",
            ),
            # The API's list: an order that nobody moves in while it is paged through.
            models.Index(
                fields=["organization", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="person_last_made",
            ),
            GinIndex(fields=["name_search"], name="person_name_search"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def display_name(self) -> str:
        return self.name or self.external_id or "Unnamed person"
