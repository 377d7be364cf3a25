"""Senders that are killed, stopped, slow receivers, and many at once: nothing is lost."""

import random
import time
from collections import Counter

import pytest
from django.db import connection

from orgs.models import Organization
from outputs.models import Attempt, Delivery, Endpoint, Problem, State
from outputs.tests.making import deliveries, delivery, endpoint
from outputs.tests.receiving import OK, Answer, Received, Receiver, until
from outputs.tests.sending import Senders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


# What a killed one had is soon anybody's, and what took longer than that is soon tried again.
HASTY = {"OUTPUTS_TIMEOUT_SECONDS": "1", "OUTPUTS_CLOCK_SCALE": "60"}


def is_done() -> bool:
    return not Delivery.objects.filter(state=State.PENDING).exists()


def slowly(_: Received) -> Answer:
    time.sleep(0.3)
    return OK


def test_a_stopped_sender_ends_what_it_began_and_gives_back_the_rest(
    northwind: Organization, senders: Senders
) -> None:
    def slowly(_: Received) -> Answer:
        time.sleep(0.3)
        return OK

    with Receiver(slowly) as receiver:
        deliveries(northwind, endpoint(northwind, receiver.url), 60)
        senders.start(OUTPUTS_ENDPOINT_CONCURRENCY="3")
        until(lambda: len(receiver.got) >= 3)
        senders.stop()

    assert Delivery.objects.filter(state=State.SUCCEEDED).count() == len(receiver.got)
    left = Delivery.objects.filter(state=State.PENDING)
    assert left.exists() and not left.exclude(attempt_count=0, claim=None).exists()
    assert Attempt.objects.count() == len(receiver.got)


def test_two_senders_send_each_delivery_once(northwind: Organization, senders: Senders) -> None:
    with Receiver(lambda _: OK) as receiver:
        deliveries(northwind, endpoint(northwind, receiver.url), 300)
        senders.start(OUTPUTS_ENDPOINT_CONCURRENCY="10")
        senders.start(OUTPUTS_ENDPOINT_CONCURRENCY="10")
        until(is_done)

    assert len(receiver.got) == len(set(receiver.ids())) == 300
    assert Attempt.objects.count() == 300


def test_an_endpoint_that_hangs_delays_no_other(northwind: Organization, senders: Senders) -> None:
    with Receiver(lambda _: None) as hanging, Receiver(lambda _: OK) as quick:
        deliveries(northwind, endpoint(northwind, hanging.url), 200, "slow")
        senders.start(OUTPUTS_TIMEOUT_SECONDS="120")
        until(lambda: hanging.got)
        sent = [delivery(northwind, endpoint(northwind, quick.url), f"iv_{n}") for n in range(5)]
        until(lambda: len(quick.got) == 5, 100)  # Before anything that hangs is given up.

    assert set(quick.ids()) == {each.public_id for each in sent}


def test_a_killed_sender_loses_nothing(northwind: Organization, senders: Senders) -> None:
    """Three times, at moments nobody chose; what it had is sent again under the same id."""
    rounds_of_kills(northwind, senders, 3, 800)


@pytest.mark.soak
def test_fifty_killed_senders_lose_nothing(northwind: Organization, senders: Senders) -> None:
    rounds_of_kills(northwind, senders, 50, 20_000)


def test_a_database_that_hangs_up_loses_nothing(northwind: Organization, senders: Senders) -> None:
    with Receiver(briefly) as receiver:
        deliveries(northwind, endpoint(northwind, receiver.url), 400)
        senders.start(**HASTY, OUTPUTS_ENDPOINT_CONCURRENCY="10")
        until(lambda: len(receiver.got) > 50)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until(is_done)

    assert Counter(receiver.ids()).keys() == set(
        Delivery.objects.filter(state=State.SUCCEEDED).values_list("public_id", flat=True)
    )
    assert Delivery.objects.count() == len(set(receiver.ids())) == 400


def rounds_of_kills(northwind: Organization, senders: Senders, rounds: int, count: int) -> None:
    rng = random.Random(5)
    with Receiver(briefly) as receiver:
        deliveries(northwind, endpoint(northwind, receiver.url), count)
        wanted = set(Delivery.objects.values_list("public_id", flat=True))
        for _ in range(rounds):
            before = len(receiver.got)
            sender = senders.start(**HASTY, OUTPUTS_ENDPOINT_CONCURRENCY="10")
            until(lambda: len(receiver.got) > before)  # noqa: B023
            time.sleep(rng.uniform(0, 0.5))
            senders.kill(sender)
        senders.start(**HASTY)
        until(is_done)

    times = Counter(receiver.ids())
    assert times.keys() == wanted
    interrupted = Attempt.objects.filter(error=Problem.INTERRUPTED).count()
    late = Attempt.objects.filter(error=Problem.TIMED_OUT).count()  # Where the machine is busy.
    assert interrupted and Attempt.objects.count() == count + interrupted + late
    assert len(receiver.got) <= count + interrupted + late


def test_an_endpoint_that_fails_for_a_day_gets_everything_once_it_works(
    northwind: Organization, senders: Senders
) -> None:
    """The day takes six seconds here, from the first try on: each event has nine tries in it."""
    day = 6.0

    def fails_for_a_day(received: Received) -> Answer:
        return OK if received.at - receiver.got[0].at > day else (500, {}, b"")

    with Receiver(fails_for_a_day) as receiver:
        to = endpoint(northwind, receiver.url)
        deliveries(northwind, to, 300)
        wanted = set(Delivery.objects.values_list("public_id", flat=True))
        senders.start(OUTPUTS_CLOCK_SCALE=str(86_400 / day))
        until(is_done, 300)

    over = receiver.got[0].at + day
    arrived = [received.id for received in receiver.got if received.at > over]
    assert set(arrived) == wanted
    assert not Delivery.objects.exclude(state=State.SUCCEEDED).exists()
    assert Endpoint.objects.get().consecutive_failures == 0


def briefly(_: Received) -> Answer:
    time.sleep(0.02)
    return OK
