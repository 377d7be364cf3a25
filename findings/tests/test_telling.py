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
        crm, erp = endpoint(northwind, receiver.url), endpoint(northwind, other.url)
        later = endpoint(northwind, other.url)
        over = ended(northwind, webhook(crm), webhook(erp, id="erp"))
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
        assert len(other.got) == 1
        _is_signed_and_right(receiver.got[1], crm, over)
        assert receivers(client, href) == {
            crm.public_id: ("Oakland what counts", "disabled"),
            erp.public_id: ("San Jose", "checked"),
        }

        newer = _only_the_last_is_sent(client, over, href, crm.public_id)
        assert receivers(client, newer) == {
            crm.public_id: ("Oakland", "checked"),
            erp.public_id: ("San Jose", "checked"),
        }
        client.post(newer, {"endpoint": [crm.public_id, erp.public_id]})
        until(is_sent)
        _each_is_reminded_of_its_own(receiver.got[-1], other.got[-1])
        assert "Everybody who takes anything was sent" in client.get(newer).content.decode()
        back = decide(client, over, verdict="restore")
        assert {value for value, _ in receivers(client, back).values()} == {"Fremont"}
    assert AuditEvent.objects.filter(action="correction.sent").count() == 3


def receivers(client: Client, href: str) -> dict[str, tuple[str, str]]:
    """Return {endpoint: (what it was told last, how its box is)} of the page."""
    page = client.get(href).content.decode()
    rows = re.findall(r'value="(ep_\w+)"( \w+)?>.*?</td>\s*<td>(.*?)</td>', page, re.DOTALL)
    return {
        endpoint: (
            " ".join(re.sub(r"<[^>]+>", " ", told).split()).removeprefix("Told last "),
            box.strip(),
        )
        for endpoint, box, told in rows
    }


def _each_is_reminded_of_its_own(crm: Any, erp: Any) -> None:
    told = [json.loads(each.body)["data"] for each in (crm, erp)]
    assert [(each["original_value"], each["value"]) for each in told] == [
        ("Oakland", "Fremont")
    ] * 2
    assert [(each["last_told"]["value"], each["last_told"]["event"]) for each in told] == [
        ("Oakland", "finding.corrected"), ("San Jose", "conversation.ended"),
    ]  # fmt: skip


def _is_signed_and_right(got: Any, to: Any, over: Conversation) -> None:
    [secret] = open_secrets(to.public_id, to.secrets)
    body = Webhook(secret.secret).verify(got.body, got.headers)["data"]
    assert (body["goal"], body["value"], body["original_value"]) == (
        "location", "Oakland", "San Jose",
    )  # fmt: skip
    decision = FindingDecision.objects.get()
    assert (body["correction_id"], body["conversation_id"]) == (decision.public_id, over.public_id)
    assert got.id == Delivery.objects.get(event_type="finding.corrected").public_id


def _only_the_last_is_sent(client: Client, over: Conversation, href: str, endpoint: str) -> str:
    newer = decide(client, over, verdict="correct", value="Fremont")
    assert newer != href
    told = client.post(href, {"endpoint": endpoint}, follow=True).content.decode()
    assert "Something else was decided since" in told
    assert Delivery.objects.filter(event_type="finding.corrected").count() == 1
    return newer
