"""What happens to a conversation sets off the outputs configured for it, each once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation, Delivered
from orgs.models import Organization
from outputs.domain import fire
from outputs.domain.completing import complete_overdue
from outputs.models import Delivery, State
from outputs.secrets import open_secrets
from outputs.tests.making import ENDED, ended, endpoint, webhook
from web.sealing import unseal

pytestmark = pytest.mark.django_db


def body_of(delivery: Delivery) -> Any:
    return json.loads(bytes(delivery.content.body))


def test_an_ended_conversation_tells_its_endpoint_what_it_learnt(northwind: Organization) -> None:
    over = ended(northwind, webhook(endpoint(northwind)))

    assert fire(northwind.pk, over.pk, [ENDED]) == 1

    sent = Delivery.objects.get()
    assert sent.state == State.PENDING and sent.public_id.startswith("msg_")
    assert sent.next_attempt_at is not None and sent.next_attempt_at <= timezone.now()
    assert sent.target == "https://hooks.example.com/in"
    body = body_of(sent)
    assert body["type"] == "conversation.ended"
    assert body["timestamp"].endswith("Z")
    assert body["data"] == {
        "conversation_id": "iv_1",
        "session_id": None,
        "template_id": "tpl_1",
        "external_id": "user_1",
        "test": False,
        "findings": {"location": "San Jose"},
        "duration_seconds": 40,
        "auto_close": False,
    }
    over.refresh_from_db()
    assert (over.deliveries, over.deliveries_total, over.deliveries_failed) == (
        Delivered.PENDING,
        1,
        0,
    )


def test_the_same_again_fires_nothing(northwind: Organization) -> None:
    to = endpoint(northwind)
    over = ended(northwind, webhook(to), webhook(to, "goal.committed", id="out_2"))
    moments = [ENDED, ("goal.committed", "location")]

    assert fire(northwind.pk, over.pk, moments) == 2
    assert fire(northwind.pk, over.pk, [*moments, *moments]) == 0

    Conversation.objects.filter(pk=over.pk).update(revision=over.revision + 1)
    assert fire(northwind.pk, over.pk, moments) == 1  # The goal was committed anew.


def test_an_output_waits_for_its_own_goal(northwind: Organization) -> None:
    to = endpoint(northwind)
    when = {"event": "goal.committed", "goal": "date"}
    over = ended(northwind, webhook(to, when=when))

    assert fire(northwind.pk, over.pk, [("goal.committed", "location")]) == 0
    assert fire(northwind.pk, over.pk, [("goal.committed", "date")]) == 1


def test_completed_is_sent_at_once_with_a_summary(northwind: Organization) -> None:
    over = ended(northwind, webhook(endpoint(northwind), "conversation.completed"))

    assert fire(northwind.pk, over.pk, [ENDED]) == 1

    assert body_of(Delivery.objects.get())["data"]["summary"] == "A table at Sino was booked."


def test_completed_waits_for_its_summary(northwind: Organization) -> None:
    over = ended(northwind, webhook(endpoint(northwind), "conversation.completed"), summary="")
    fire(northwind.pk, over.pk, [ENDED])
    waiting = Delivery.objects.get()
    assert waiting.is_waiting and not hasattr(waiting, "content")

    Conversation.objects.filter(pk=over.pk).update(summary="Booked.")
    fire(northwind.pk, over.pk, [("conversation.completed", None)])

    sent = Delivery.objects.get()
    assert not sent.is_waiting and body_of(sent)["data"]["summary"] == "Booked."
    assert sent.next_attempt_at and sent.next_attempt_at <= timezone.now()


def test_completed_goes_without_a_summary_after_a_minute(northwind: Organization) -> None:
    over = ended(northwind, webhook(endpoint(northwind), "conversation.completed"), summary="")
    fire(northwind.pk, over.pk, [ENDED])
    assert complete_overdue() == 0
    a_minute_ago = timezone.now() - timedelta(seconds=60)
    Delivery.objects.update(next_attempt_at=a_minute_ago)

    assert complete_overdue() == 1

    sent = Delivery.objects.get()
    assert not sent.is_waiting and body_of(sent)["data"]["summary"] is None
    fire(northwind.pk, over.pk, [("conversation.completed", None)])
    assert Delivery.objects.count() == 1


def test_a_body_of_ones_own_holds_values_as_data(northwind: Organization) -> None:
    to = endpoint(northwind)
    body = {"where": "{{findings.location}}", "text": "To {{person.name}}: {{context.plan.seats}}"}
    output = webhook(to, body=body, headers={"X-Person": "{{person.external_id}}"})
    over = ended(
        northwind,
        output,
        findings=[{"goal": "location", "value": {"city": '"}{{summary}}'}}],
        context={"plan": {"seats": 4}},
    )

    fire(northwind.pk, over.pk, [ENDED])

    sent = Delivery.objects.get()
    assert body_of(sent) == {"where": {"city": '"}{{summary}}'}, "text": "To François Silva: 4"}
    assert sent.content.request
    request = unseal(sent.content.request, f"delivery.request:{sent.public_id}")
    assert request == {"headers": {"X-Person": "user_1"}}


def test_what_grew_too_large_fails_and_says_so(northwind: Organization) -> None:
    over = ended(
        northwind,
        webhook(endpoint(northwind)),
        findings=[{"goal": "location", "value": "x" * 257_000}],
    )

    fire(northwind.pk, over.pk, [ENDED])

    sent = Delivery.objects.get()
    assert (sent.state, sent.last_error) == (State.FAILED, "too large")
    over.refresh_from_db()
    assert (over.deliveries, over.deliveries_failed) == (Delivered.FAILED, 1)


def test_an_unknown_endpoint_is_a_failure_on_the_record(
    northwind: Organization, other_org: Organization
) -> None:
    over = ended(northwind, webhook(endpoint(other_org)))

    fire(northwind.pk, over.pk, [ENDED])

    assert Delivery.objects.get().last_error == "no endpoint"


def test_old_forms_of_outputs_never_fire(northwind: Organization) -> None:
    old: Any = {"type": "webhook", "url": "https://a.example"}
    over = ended(northwind, old, {"id": "x"}, {"type": "email", "id": "y"})

    assert fire(northwind.pk, over.pk, [ENDED]) == 0


def test_callbacks_are_told_of_and_not_sent(northwind: Organization) -> None:
    callback = {"id": "cb_1", "type": "callback", "name": "opened"}
    over = ended(northwind, callback)

    fire(northwind.pk, over.pk, [("callback.fired", None, "opened", {"a": 1})])

    told = Delivery.objects.get()
    assert (told.kind, told.state, told.output) == ("callback", State.SUCCEEDED, "cb_1")
    assert body_of(told) == {"a": 1}


def test_it_takes_as_many_statements_for_ten_outputs_as_for_one(northwind: Organization) -> None:
    to = endpoint(northwind)
    counts = []
    for number, many in enumerate((1, 10)):
        outputs = [webhook(to, id=f"out_{each}") for each in range(many)]
        over = ended(northwind, *outputs, public_id=f"iv_{number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert fire(northwind.pk, over.pk, [ENDED]) == many
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_secrets_are_sealed_for_their_endpoint(northwind: Organization) -> None:
    to = endpoint(northwind)
    [secret] = open_secrets(to.public_id, to.secrets)

    assert secret.secret.startswith("whsec_")
    assert secret.secret.encode() not in bytes(to.secrets)
