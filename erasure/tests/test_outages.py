"""The bucket refuses to delete, the database is restarted: jobs wait, say why, and end unaided."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from conversations.models import Conversation, Turn
from erasure.models import Erasure, Event, Receipt, State
from erasure.tests.making import begun
from erasure.tests.refusing import How, RefusingBucket
from erasure.tests.test_kills import begin_some, check_all_gone, check_nothing_lies, progress
from erasure.tests.workers import Workers, wait_until
from frames.tests.making import filled, png
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person
from roxels_dash.tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = {How.BUSY: "ServiceUnavailable", How.EACH: "AccessDenied"}


def pictures(bucket: Any) -> int:
    return len(list(bucket.objects.filter(Prefix="frames/")))


@pytest.mark.parametrize("how", How)
def test_a_bucket_that_refuses_to_delete_holds_the_job_and_no_longer(
    northwind: Organization, bucket: Any, tmp_path: Path, how: How
) -> None:
    filled(conversation(northwind), png())
    before = pictures(bucket)
    erasure = begun(northwind, Person.objects.get().public_id)
    with RefusingBucket(how) as refusing:
        workers = Workers(tmp_path, S3_ENDPOINT_URL=refusing.url)
        try:
            workers.start()
            wait_until(lambda: Erasure.objects.get().state == State.FAILING)
            erasure.refresh_from_db()
            assert erasure.problem == f"the bucket answered {REASONS[how]}"
            assert refusing.refused >= 3 and pictures(bucket) == before > 0
            assert not Receipt.objects.exists() and erasure.verified_at is None
            assert not Conversation.objects.filter(erasing_at__isnull=True).exists()
            refusing.refuses = False
            wait_until(lambda: Erasure.objects.get().state == State.DONE)
        finally:
            workers.stop()
    assert pictures(bucket) == 0 and not Turn.objects.exists()
    told = Event.objects.filter(erasure=erasure).values_list("what", flat=True)
    assert {"failing", "recovered"} <= set(told)
    erasure.refresh_from_db()
    assert set(erasure.after.values()) == {0} and Receipt.objects.filter(erasure=erasure).exists()


@pytest.mark.soak  # Nobody else can have the servers of the run meanwhile.
def test_a_database_that_is_restarted_leaves_nothing_undone(
    northwind: Organization, servers: TestServers, tmp_path: Path
) -> None:
    erasures = begin_some(northwind)
    workers = Workers(tmp_path)
    try:
        workers.start()
        for down in (0, 3):
            before = progress()
            wait_until(lambda before=before: progress() > before)  # type: ignore[misc]
            connection.close()
            servers.restart_postgres(down)
            check_nothing_lies(erasures)
        wait_until(lambda: not Erasure.objects.exclude(state=State.DONE).exists())
    finally:
        workers.stop()
    check_nothing_lies(erasures)
    check_all_gone(northwind)
