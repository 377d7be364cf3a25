"""Workers are killed while they erase, and the database hangs up: every job is finished unaided,
and none says so before."""

import json
import logging
import random
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from conversations.models import Conversation, Participation, SearchDocument, Turn, UsageRecord
from erasure.models import Erasure, Receipt, State, Step, StepState, Target
from erasure.queries import receipts
from erasure.tests.making import begun
from erasure.tests.workers import Workers, wait_until
from intake.tests.making import record, save
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

logger = logging.getLogger(__name__)

PERSONS, CONVERSATIONS_EACH = 4, 150
FRIEND = {"external_id": "friend", "name": "Grace"}


@pytest.fixture(autouse=True)
def _tell(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=__name__)


def begin_some(organization: Organization, round_: int = 0) -> list[Erasure]:
    """Return so many erasures that have just begun, of persons who met the same friend."""
    erasures = []
    for number in range(PERSONS):
        who = {"external_id": f"person-{round_}-{number}", "name": "Ada"}
        save(
            organization,
            [
                record(f"iv_{round_}_{number}_{each}", minute=each, persons=[who, FRIEND])
                for each in range(CONVERSATIONS_EACH)
            ],
        )
        person = Person.objects.get(external_id=who["external_id"])
        erasures.append(begun(organization, person.public_id))
    return erasures


def progress() -> int:
    """How many pieces of work were noted so far."""
    done = Step.objects.filter(state=StepState.DONE).count()
    return done + sum(Step.objects.values_list("cursor", flat=True))


@transaction.atomic
def check_nothing_lies(erasures: list[Erasure]) -> None:
    """A receipt is there exactly for what is done, and nothing of that is left."""
    with connection.cursor() as cursor:  # All of it as of one moment: workers go on meanwhile.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    for erasure in erasures:
        erasure.refresh_from_db()
        if erasure.state != State.DONE:
            assert not Receipt.objects.filter(erasure=erasure).exists()
            continue
        assert set(erasure.after.values()) == {0}
        assert not Target.objects.filter(erasure=erasure).exists()
        receipt = Receipt.objects.get(erasure=erasure)
        assert receipts.problem_with(receipts.document(receipt)) == ""
        stores = {each["place"]: each for each in json.loads(receipt.body)["stores"]}
        assert stores["conversations_turn"]["before"] == 4 * CONVERSATIONS_EACH
        assert stores["conversations_turn"]["after"] == 0
    assert not Conversation.objects.filter(erasing_at__isnull=True).exists()


def check_all_gone(organization: Organization) -> None:
    assert [person.external_id for person in Person.objects.all()] == ["friend"]
    assert Person.objects.get().conversation_count == 0
    for model in (Conversation, Turn, Participation, SearchDocument):
        assert not model.objects.exists()
    assert not UsageRecord.objects.filter(conversation__isnull=False).exists()


def hang_up() -> None:
    """Have the database end every connection but this one, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename = current_user"
        )


def are_done(erasures: list[Erasure]) -> bool:
    return Receipt.objects.filter(erasure__in=erasures).count() == len(erasures)


def kill_at_random(organization: Organization, folder: Path, kills: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    logger.info("The seed is %d", seed)
    moments = random.Random(seed)
    workers = Workers(folder)
    rounds, erasures = 0, begin_some(organization)
    try:
        workers.start()
        for kill in range(kills):
            if are_done(erasures):
                rounds += 1
                check_nothing_lies(erasures)
                erasures = begin_some(organization, rounds)
            before = progress()
            wait_until(lambda: progress() > before or are_done(erasures))  # noqa: B023
            time.sleep(moments.uniform(0, 0.3))
            hang_up()
            time.sleep(moments.uniform(0, 0.3))
            workers.kill()
            check_nothing_lies(erasures)
            logger.info("Kill %d, in round %d", kill + 1, rounds + 1)
        wait_until(lambda: not Erasure.objects.exclude(state=State.DONE).exists())
    finally:
        workers.stop()
    check_nothing_lies(erasures)
    check_all_gone(organization)
    logger.info("%d kills, %d jobs", kills, Erasure.objects.count())


def test_a_killed_worker_leaves_nothing_undone(northwind: Organization, tmp_path: Path) -> None:
    kill_at_random(northwind, tmp_path, kills=3)


@pytest.mark.soak
def test_a_worker_killed_fifty_times_leaves_nothing_undone(
    northwind: Organization, tmp_path: Path
) -> None:
    kill_at_random(northwind, tmp_path, kills=50)
