"""A correction goes out by a real sender to who got the old value, and the page shows who did."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from conversations.models import Conversation, FindingDecision
from orgs.models import AuditEvent, Organization, User
from outputs.domain import fire
from outputs.models import Delivery, State
from outputs.secrets import open_secrets
from outputs.tests.making import ENDED, ended, endpoint, webhook
from outputs.tests.receiving import OK, Receiver, until
from outputs.tests.sending import Senders
from roxels_dash.tests.people import ClientOf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def decide(client: Client, over: Conversation, **told: str) -> str:
    """Decide about the location by the page, and return where the last decision is sent on."""
    base = f"/o/northwind/findings/of/{over.public_id}/"
    client.post(f"{base}decide/", {"goal": "location", **told})
    page = client.get(f"{base}?goal=location").content.decode()
    [href] = re.findall(r'href="([^"]+/send/)"', page)
    return str(href)


def is_sent() -> bool:
    return not Delivery.objects.filter(state=State.PENDING).exists()


def test_a_correction_reaches_who_got_the_old_value(
    northwind: Organization, admin: User, client_of: ClientOf, senders: Senders
) -> None:
    client = client_of(admin)
    with Receiver(lambda _: OK) as receiver, Receiver(lambda _: OK) as other:
        crm, later = endpoint(northwind, receiver.url), endpoint(northwind, other.url)
        over = ended(northwind, webhook(crm))
        fire(northwind.pk, over.pk, [ENDED])
        senders.start()
        until(is_sent)
        href = decide(client, over, verdict="correct", value="Oakland")
        page = client.get(href).content.decode()
        assert "San Jose" in page and "Oakland" in page and "conversation.ended" in page
        assert crm.public_id in page and later.public_id not in page

        sent = client.post(href, {"endpoint": [crm.public_id, later.public_id]}, follow=True)
        assert "1 endpoint will be told." in sent.content.decode()
        until(is_sent)
        again = client.post(href, {"endpoint": crm.public_id}, follow=True)
        assert "Nobody new is told." in again.content.decode()

        assert [json.loads(each.body)["type"] for each in receiver.got] == [
            "conversation.ended", "finding.corrected",
        ]  # fmt: skip
        assert not other.got
        _is_signed_and_right(receiver.got[1], crm, over)
        assert "got the new value since" in client.get(href).content.decode()

        _only_the_last_is_sent(client, over, href, crm.public_id)
    assert AuditEvent.objects.filter(action="correction.sent").count() == 2


def _is_signed_and_right(got: Any, to: Any, over: Conversation) -> None:
    [secret] = open_secrets(to.public_id, to.secrets)
    body = Webhook(secret.secret).verify(got.body, got.headers)["data"]
    assert (body["goal"], body["value"], body["original_value"]) == (
        "location", "Oakland", "San Jose",
    )  # fmt: skip
    decision = FindingDecision.objects.get()
    assert (body["correction_id"], body["conversation_id"]) == (decision.public_id, over.public_id)
    assert got.id == Delivery.objects.get(event_type="finding.corrected").public_id


def _only_the_last_is_sent(client: Client, over: Conversation, href: str, endpoint: str) -> None:
    newer = decide(client, over, verdict="correct", value="Fremont")
    assert newer != href
    told = client.post(href, {"endpoint": endpoint}, follow=True).content.decode()
    assert "Something else was decided since" in told
    assert Delivery.objects.filter(event_type="finding.corrected").count() == 1
