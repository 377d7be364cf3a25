"""Where an organisation receives what happened."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from web import ids


def mint_endpoint() -> str:
    return ids.mint("ep")


class EndpointState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    DISABLED = "disabled", "Disabled"
    DELETED = "deleted", "Deleted"


class Reason(models.TextChoices):
    """Why an endpoint is not active."""

    NONE = "", ""
    BY_HAND = "by hand", "By hand"
    GONE = "gone", "It answered 410 Gone"
    FAILING = "failing", "Nothing but failures for five days"


def there(organization: Organization | int) -> models.Q:
    """Return what the organisation's endpoints are, without the deleted ones."""
    return models.Q(organization=organization) & ~models.Q(state=EndpointState.DELETED)


class Endpoint(models.Model):
    """An organisation's receiving URL. What is not active holds its deliveries; none is lost.

    A deleted one has no secrets and gets nothing; its row keeps the name that its log shows.

    `secrets` and `headers` are sealed (`web.sealing`) and bound to this row: [{"secret":
    "whsec_…", "until": ISO time or null}], all of which sign, newest first; {name: value}. Neither
    is ever shown. `dialect`: whose words the payloads are in.

    Health: `failing_since` is the first failure since the last success, null while it works.
    `told_at`: when the admins were told that it was disabled for them.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="endpoints", db_index=False
    )
    public_id = models.CharField(max_length=128, unique=True, default=mint_endpoint)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    dialect = models.CharField(max_length=20, default="roxels")
    state = models.CharField(max_length=8, choices=EndpointState, default=EndpointState.ACTIVE)
    reason = models.CharField(max_length=7, choices=Reason, blank=True, default=Reason.NONE)
    state_since = models.DateTimeField(default=timezone.now)
    secrets = models.BinaryField()
    headers = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    consecutive_failures = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="endpoint_name"),
            models.CheckConstraint(condition=~models.Q(url=""), name="endpoint_url"),
            models.CheckConstraint(
                condition=models.Q(state__in=EndpointState.values), name="endpoint_state"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values), name="endpoint_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="endpoint_by_name"),
            models.Index(
                fields=["id"],
                condition=models.Q(state=EndpointState.DISABLED, told_at__isnull=True)
                & ~models.Q(reason=Reason.BY_HAND),
                name="endpoint_untold",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
