"""A real sender against real receivers: what arrives, and what the record says of it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from conversations.models import Conversation, Delivered
from orgs.models import Organization
from outputs.domain import fire, rotate_secret
from outputs.models import Attempt, Delivery, Endpoint, Problem, Reason, State
from outputs.secrets import open_secrets
from outputs.sender import client
from outputs.tests.certificates import self_signed, server_tls
from outputs.tests.making import ACTOR, ENDED, delivery, ended, endpoint
from outputs.tests.receiving import OK, Answer, Receiver, nobody, until
from outputs.tests.sending import Senders, in_a_loop
from outputs.tests.test_addresses import request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]

# The second try comes after 0.1 s, the third after 6 s.
SCALE = 50


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders for a certificate that the sender trusts, and one that it does not."""
    return tmp_path_factory.mktemp("trusted"), tmp_path_factory.mktemp("untrusted")


@pytest.fixture(scope="module", autouse=True)
def sender(django_db_setup: None, certificates: tuple[Path, Path]) -> Iterator[None]:
    """One sender for all of these tests."""
    senders = Senders()
    for folder in certificates:
        self_signed(folder)
    trusted = str(certificates[0] / "certificate.pem")
    senders.start(OUTPUTS_CLOCK_SCALE=str(SCALE), SSL_CERT_FILE=trusted)
    yield
    senders.stop()


def is_done() -> bool:
    return not Delivery.objects.filter(state=State.PENDING).exists()


def test_a_delivery_arrives_signed_and_is_on_the_record(northwind: Organization) -> None:
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


def test_while_a_secret_is_rotated_both_sign(northwind: Organization) -> None:
    with Receiver(lambda _: OK) as receiver:
        to = endpoint(northwind, receiver.url + "?tenant=1")
        [old] = open_secrets(to.public_id, to.secrets)
        new = rotate_secret(actor=ACTOR, organization=northwind, public_id=to.public_id)
        delivery(northwind, to)
        until(is_done)

    [got] = receiver.got
    for secret in (old.secret, new):
        Webhook(secret).verify(got.body, got.headers)
    assert got.path == "/hook?tenant=1"


def test_a_chained_call_goes_with_its_method_headers_and_body(northwind: Organization) -> None:
    with Receiver(lambda _: (201, {}, b'{"score": 7}')) as receiver:
        chained = {
            "id": "out_1",
            "type": "chained",
            "method": "PUT",
            "url": receiver.url,
            "headers": {"Authorization": "Bearer {{context.token}}", "X-Person": "{{person.name}}"},
            "body": {"where": "{{findings.location}}"},
            "when": {"event": "conversation.ended"},
            "store_as": "score",
        }
        over = ended(northwind, chained, context={"token": "t0ken"})
        with transaction.atomic():
            fire(northwind.pk, over.pk, [ENDED])
        until(is_done)

    [got] = receiver.got
    assert (got.method, got.body) == ("PUT", b'{"where":"San Jose"}')
    assert got.headers["authorization"] == "Bearer t0ken"
    assert got.headers["x-person"].encode("latin-1").decode() == "François Silva"
    assert "webhook-signature" not in got.headers
    sent = Delivery.objects.get()
    assert (sent.state, sent.answer_due, sent.target) == (State.SUCCEEDED, True, receiver.url)
    told = sent.attempts.get().content
    assert told.request_headers["authorization"] == "•••"
    assert bytes(told.response_body or b"") == b'{"score": 7}'


def test_what_fails_is_tried_again_under_the_same_id(northwind: Organization) -> None:
    answers = iter([(500, {}, b"oh"), OK])
    with Receiver(lambda _: next(answers)) as receiver:
        sent = delivery(northwind, endpoint(northwind, receiver.url))
        until(is_done)

    assert receiver.ids() == [sent.public_id] * 2
    first, second = sent.attempts.order_by("number")
    assert (first.status, first.error, second.status) == (500, "5xx", 200)
    assert first.next_at and first.next_at > first.at
    [one, two] = receiver.got
    assert one.body == two.body


ANSWERS: dict[str, tuple[Answer, int | None, Problem]] = {
    "moved": ((302, {"location": "https://example.com/"}, b""), 302, Problem.REDIRECT),
    "missing": ((404, {}, b""), 404, Problem.CLIENT_ERROR),
    "broken": ((500, {}, b""), 500, Problem.SERVER_ERROR),
    "short": (
        (200, {"content-length": "9", "connection": "close"}, b"short"),
        None,
        Problem.UNREADABLE,
    ),
    "garbage": ((200, {"bad header": "x"}, b""), None, Problem.UNREADABLE),
    "fine": (OK, 200, Problem.NONE),
}


def test_the_record_says_what_was_wrong(
    northwind: Organization, certificates: tuple[Path, Path]
) -> None:
    with (
        Receiver(lambda received: ANSWERS[received.path[1:]][0]) as receiver,
        Receiver(lambda _: OK, server_tls(certificates[1])) as untrusted,
        nobody() as nowhere,
    ):
        base = receiver.url.removesuffix("hook")
        urls = {name: base + name for name in ANSWERS}
        urls["refused"] = nowhere
        urls["untrusted"] = untrusted.url
        urls["no-tls"] = receiver.url.replace("http:", "https:")
        for name, url in urls.items():
            delivery(northwind, endpoint(northwind, url), name)
        ended = Attempt.objects.filter(number=1).exclude(status=None, error="")
        until(lambda: ended.count() == len(urls))
    expected = {name: (status, problem) for name, (_, status, problem) in ANSWERS.items()}
    expected["refused"] = (None, Problem.REFUSED)
    expected |= dict.fromkeys(("untrusted", "no-tls"), (None, Problem.TLS))

    firsts = ended.values_list("delivery__conversation__public_id", "status", "error")
    assert {name: (status, error) for name, status, error in firsts} == expected
    assert untrusted.got == []
    failing = Endpoint.objects.exclude(failing_since=None)
    assert failing.count() == len(urls) - 1


def test_over_tls_it_goes_to_a_certificate_that_is_trusted(
    northwind: Organization, certificates: tuple[Path, Path]
) -> None:
    with Receiver(lambda _: OK, server_tls(certificates[0])) as receiver:
        delivery(northwind, endpoint(northwind, receiver.url))
        until(is_done)

    assert len(receiver.got) == 1


def test_a_long_answer_is_cut(northwind: Organization) -> None:
    with Receiver(lambda _: (200, {}, b"x" * 3_000_000)) as receiver:
        sent = delivery(northwind, endpoint(northwind, receiver.url))
        until(is_done)

    kept = sent.attempts.get().content.response_body
    assert kept and len(bytes(kept)) == 50_000


def test_gone_disables_the_endpoint_and_holds_what_it_was_to_get(northwind: Organization) -> None:
    with Receiver(lambda _: (410, {}, b"")) as receiver:
        to = endpoint(northwind, receiver.url)
        sent = delivery(northwind, to)
        until(lambda: Endpoint.objects.filter(state="disabled").exists())
        later = delivery(northwind, to, "iv_2")
        time.sleep(0.5)

    assert Endpoint.objects.get().reason == Reason.GONE
    assert receiver.ids() == [sent.public_id]
    assert Delivery.objects.get(pk=later.pk).state == State.PENDING


def test_five_days_of_nothing_but_failures_disable_an_endpoint(northwind: Organization) -> None:
    with nobody() as nowhere:
        to = endpoint(northwind, nowhere)
        long_ago = timezone.now() - timedelta(days=5) / SCALE - timedelta(seconds=1)
        Endpoint.objects.update(failing_since=long_ago, consecutive_failures=3)
        delivery(northwind, to)

        until(lambda: Endpoint.objects.filter(state="disabled").exists())

    assert Endpoint.objects.get().reason == Reason.FAILING


def test_what_is_being_erased_is_not_sent(northwind: Organization) -> None:
    with Receiver(lambda _: OK) as receiver:
        to = endpoint(northwind, receiver.url)
        Endpoint.objects.update(state="paused")
        sent = delivery(northwind, to)
        Conversation.objects.update(erasing_at=timezone.now())
        Endpoint.objects.update(state="active")
        until(is_done)

    sent.refresh_from_db()
    assert sent.state == State.CANCELLED and receiver.got == []


def test_no_answer_in_time_is_a_failure(settings: Any) -> None:
    settings.OUTPUTS_TIMEOUT_SECONDS = 0.3

    async def once(url: str) -> str:
        return (await client.Client().send(request(url))).error

    with Receiver(lambda _: None) as receiver:
        assert in_a_loop(once(receiver.url)) == Problem.TIMED_OUT


def test_an_egress_proxy_is_asked_to_go_there(settings: Any) -> None:
    settings.OUTPUTS_ALLOW_HTTP = True

    async def once() -> str:
        sender = client.Client()
        try:
            return (await sender.send(request("http://hooks.example.com/in"))).error
        finally:
            await sender.close()

    with Receiver(lambda _: OK) as proxy:
        settings.OUTPUTS_PROXY = proxy.url.removesuffix("/hook")
        assert in_a_loop(once()) == Problem.NONE
    [got] = proxy.got
    assert got.path == "http://hooks.example.com/in"
