"""A real sender against a real receiver: what arrives, and what the record says of it."""

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from conversations.models import Conversation, Delivered
from orgs.models import Organization
from outputs.models import Attempt, Delivery, State
from outputs.secrets import open_secrets
from outputs.tests.making import delivery, endpoint
from outputs.tests.receiving import OK, Receiver, until
from outputs.tests.sending import Senders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def is_done() -> bool:
    return not Delivery.objects.filter(state=State.PENDING).exists()


def test_a_delivery_arrives_signed_and_is_on_the_record(
    northwind: Organization, senders: Senders
) -> None:
    senders.start()
    with Receiver(lambda _: OK) as receiver:
        to = endpoint(northwind, receiver.url, headers={"X-Api-Key": "s3cret"})
        sent = delivery(northwind, to)
        until(is_done)

    [got] = receiver.got
    [secret] = open_secrets(to.public_id, to.secrets)
    assert Webhook(secret.secret).verify(got.body, got.headers)["type"] == "conversation.ended"
    assert got.id == sent.public_id
    assert got.headers["x-api-key"] == "s3cret"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"].startswith("Roxels-Dash/")
    sent.refresh_from_db()
    assert (sent.state, sent.attempt_count, sent.last_status) == (State.SUCCEEDED, 1, 200)
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.status, attempt.error) == (1, 200, "")
    assert attempt.content.response_body and bytes(attempt.content.response_body) == b"thanks"
    assert attempt.content.request_headers["x-api-key"] == "•••"
    assert attempt.content.request_headers["webhook-id"] == sent.public_id
    conversation = Conversation.objects.get()
    assert (conversation.deliveries, conversation.deliveries_total) == (Delivered.SUCCESS, 1)
    to.refresh_from_db()
    assert to.last_success_at and to.last_success_at <= timezone.now()
