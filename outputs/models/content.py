"""What was sent and what came back: apart from the deliveries, which outlive it."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from outputs.models.attempt import Attempt
from outputs.models.delivery import Delivery


class DeliveryContent(models.Model):
    """The bytes of a delivery, the same on every try. Goes after 90 days, or with the person.

    `request`: what else its tries are made of, sealed and bound to the delivery: {"method", "url",
    "headers": {name: value}}; null where the endpoint says it all.
    """

    delivery = models.OneToOneField(
        Delivery, models.PROTECT, primary_key=True, related_name="content"
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    body = models.BinaryField()
    content_type = models.CharField(max_length=100, default="application/json")
    request = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="delivery_content_oldest")]

    def __str__(self) -> str:
        return f"content of delivery {self.delivery_id}"


class AttemptContent(models.Model):
    """What one try said and was answered: headers without secrets, 50 kB of the answer."""

    attempt = models.OneToOneField(
        Attempt, models.PROTECT, primary_key=True, related_name="content"
    )
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    request_headers = models.JSONField(default=dict)
    response_headers = models.JSONField(null=True)
    response_body = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="attempt_content_oldest")]

    def __str__(self) -> str:
        return f"content of attempt {self.attempt_id}"
