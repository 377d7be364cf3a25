"""One try of a delivery."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from outputs.models.delivery import Delivery
from outputs.models.endpoint import Endpoint


class Problem(models.TextChoices):
    """What was wrong with a try, in words; "" is nothing."""

    NONE = "", ""
    REFUSED = "refused", "Connection refused"
    TIMED_OUT = "timed out", "No answer within 15 seconds"
    TLS = "tls", "TLS failed"
    DNS = "dns", "The host name was not found"
    BLOCKED = "blocked", "The address may not be reached"
    REDIRECT = "redirect", "It answered with a redirect"
    CLIENT_ERROR = "4xx", "It refused the request"
    SERVER_ERROR = "5xx", "It failed"
    UNREADABLE = "unreadable", "Its answer could not be read"
    TOO_LARGE = "too large", "The body is larger than 256 kB"
    NO_ENDPOINT = "no endpoint", "The output names no endpoint there is"
    INTERNAL = "internal", "Something went wrong on our side"
    CANCELLED = "cancelled", "There was nothing to send any more"
    ERASED = "erased", "What it told of was erased"
    DELETED = "deleted", "Its endpoint was deleted"
    INTERRUPTED = "interrupted", "The sender ended before it knew"


class Attempt(models.Model):
    """One try. Written before it is made, so that none can go unrecorded.

    `status` and `error` say how it ended: neither while it is under way. `latency_ms`:
    milliseconds until the answer was read. `next_at`: when another was planned then. `worker`: the
    sender that made it. `endpoint` repeats the delivery's, for the endpoint's health.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts", db_index=False)
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, null=True, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=16, choices=Problem, blank=True, default=Problem.NONE)
    next_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="attempt_number"),
        ]
        indexes = [models.Index(fields=["endpoint", "-at"], name="attempt_of_endpoint")]

    def __str__(self) -> str:
        return f"attempt {self.number} of delivery {self.delivery_id}"
