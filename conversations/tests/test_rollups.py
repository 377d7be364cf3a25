"""The rollups say what counting the conversations would say, whatever happened before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from socket import socket
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from kombu import Connection

from conversations.domain import mark_rollups, rebuild_rollups, refresh_rollups
from conversations.models import (
    Conversation,
    HourRollup,
    RollupMark,
    Status,
)
from conversations.models.rollups import LENGTH_EDGES
from conversations.tests.counting import counted, kept
from intake.domain import rehearsal
from intake.records import ConversationRecord
from intake.tests.making import START, conversation, record, save, template
from orgs.models import Organization
from roxels_dash.embedded.process import Process


def records(number: int) -> st.SearchStrategy[ConversationRecord]:
    """Records of one conversation, as it may come again and again."""
    findings = st.lists(st.sampled_from(["location", "date", "odd"]), unique=True)
    return st.builds(
        lambda minute, goals, **fields: record(
            f"iv_{number}",
            minute=minute,
            findings=[{"goal": goal, "value": value} for goal, value in goals],
            **fields,
        ),
        minute=st.sampled_from([0, 5, 30, 600, 1500, 4000]),
        goals=findings.flatmap(
            lambda names: st.tuples(
                *(st.tuples(st.just(name), st.sampled_from(["x", None])) for name in names)
            )
        ),
        status=st.sampled_from(Status.values),
        is_test=st.booleans(),
        archived=st.booleans(),
        template_id=st.sampled_from([None, "tpl_1", "tpl_2"]),
        duration_seconds=st.sampled_from([None, 0, 9, 10, 11, 40, 3600, 90_000]),
    )


step = st.one_of(
    st.integers(0, 2).flatmap(records).map(lambda given: ("import", given)),
    st.tuples(st.sampled_from(["refresh", "rebuild"]), st.none()),
    st.tuples(st.just("erase"), st.integers(0, 2)),
)


@pytest.mark.django_db
@settings(
    max_examples=40,
    phases=[Phase.generate],  # Making a failure smaller takes minutes here.
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=3, max_size=10))
def test_whatever_happened_they_say_what_counting_says(
    northwind: Organization, steps: list[tuple[str, Any]]
) -> None:
    with transaction.atomic():
        template(northwind)
        for act, what in steps:
            if act == "import":
                take(northwind, what)
            elif act == "erase":
                hide(northwind, f"iv_{what}")
            elif act == "refresh":
                refresh_rollups()
            else:
                rebuild_rollups(northwind.pk)
        refresh_rollups()
        assert kept() == counted()
        assert not RollupMark.objects.exists()
        transaction.set_rollback(True)


def take(organization: Organization, given: ConversationRecord) -> None:
    """Import it, unless what is being erased refuses it."""
    if not Conversation.objects.filter(public_id=given.id, erasing_at__isnull=False).exists():
        save(organization, [given])


def hide(organization: Organization, public_id: str) -> None:
    """What an erasure does first."""
    for found in Conversation.objects.filter(public_id=public_id):
        Conversation.objects.filter(pk=found.pk).update(erasing_at=timezone.now())
        mark_rollups(organization.pk, [found.created_at])


@pytest.mark.django_db
def test_they_are_kept_apart_by_organisation(
    northwind: Organization, other_org: Organization
) -> None:
    for organization in (northwind, other_org):
        template(organization)
        conversation(organization, template_id="tpl_1")
    assert refresh_rollups(northwind.pk) == 1
    assert set(HourRollup.objects.values_list("organization_id", flat=True)) == {northwind.pk}
    refresh_rollups()
    assert kept() == counted()
    assert len(kept()[0]) == 2


@pytest.mark.django_db
def test_many_days_are_worked_off_a_few_at_a_time(northwind: Organization) -> None:
    save(northwind, [record(f"iv_{day}", minute=1440 * day) for day in range(20)])
    assert refresh_rollups() == 20
    assert kept() == counted()
    assert refresh_rollups() == 0


@pytest.mark.django_db
def test_a_conversation_that_moves_leaves_its_old_day(northwind: Organization) -> None:
    template(northwind)
    for minute in (0, 3000):
        conversation(northwind, "iv_1", minute=minute, template_id="tpl_1")
        refresh_rollups()
        assert kept() == counted()
        assert len(kept()[0]) == 1


@pytest.mark.django_db
def test_the_same_record_again_marks_nothing(northwind: Organization) -> None:
    conversation(northwind)
    refresh_rollups()
    conversation(northwind)
    assert not RollupMark.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_leaves_no_mark(northwind: Organization) -> None:
    with rehearsal():
        conversation(northwind)
    assert not RollupMark.objects.exists()


@pytest.mark.django_db
def test_a_rebuild_mends_what_nobody_marked(northwind: Organization) -> None:
    template(northwind)
    conversation(northwind, "iv_1", template_id="tpl_1")
    conversation(northwind, "iv_2", minute=3000)
    refresh_rollups()
    moved = START - timedelta(days=400)
    Conversation.objects.filter(public_id="iv_1").update(created_at=moved, status="failed")
    assert kept() != counted()
    told = StringIO()
    call_command("rebuild_rollups", organization=northwind.slug, stdout=told)
    assert told.getvalue() == "northwind: 3 days recounted\n"
    assert kept() == counted()
    with pytest.raises(CommandError, match="no organisation 'nowhere'"):
        call_command("rebuild_rollups", organization="nowhere")


def in_thread(work: Any) -> Any:
    """Run `work` on a connection of its own and return what it returns."""

    def run() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=120)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_during_a_refresh_keeps_its_mark(northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    with transaction.atomic():
        conversation(northwind, "iv_2", minute=1)
        # Neither waits for the other, and what is not committed yet cannot be worked off.
        assert in_thread(refresh_rollups) == 1
        assert sum(row.completed for row in HourRollup.objects.all()) == 1
    assert RollupMark.objects.count() == 1
    assert refresh_rollups() == 1
    assert kept() == counted()


@pytest.mark.django_db(transaction=True)
def test_an_import_does_not_wait_for_a_refresh(northwind: Organization) -> None:
    conversation(northwind, "iv_1")
    with transaction.atomic():
        refresh_rollups()
        in_thread(lambda: conversation(northwind, "iv_2", minute=1))
        # Another refresh of all leaves the organisation to the one that is at it.
        assert in_thread(refresh_rollups) == 0
    assert RollupMark.objects.count() == 1
    refresh_rollups()
    assert kept() == counted()


@pytest.mark.django_db(transaction=True)
def test_refreshes_and_imports_at_once_end_right(northwind: Organization) -> None:
    template(northwind)

    def importing(part: int) -> None:
        for number in range(12):
            again = record(
                f"iv_{part}_{number}", minute=700 * number, template_id="tpl_1", is_test=part == 1
            )
            save(northwind, [again])
            save(northwind, [again.model_copy(update={"status": "failed"})])

    def refreshing(part: int) -> None:
        for _ in range(12):
            refresh_rollups(northwind.pk if part else None)

    def run(work: Any, part: int) -> None:
        try:
            connection.ensure_connection()
            work(part)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        works = [(importing, 0), (importing, 1), (refreshing, 0), (refreshing, 1)]
        for done in [pool.submit(run, work, part) for work, part in works]:
            done.result(timeout=300)
    refresh_rollups()
    assert kept() == counted()
    assert sum(row.failed for row in HourRollup.objects.all()) == 24


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_fails_no_import_and_is_asked_once(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound and not listening: nobody else answers there.
        nowhere = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        asked: list[str] = []

        def send(name: str, **options: Any) -> None:
            asked.append(name)
            Connection(nowhere, transport_options={"max_retries": 0}).default_channel.close()

        monkeypatch.setattr(current_app, "send_task", send)
        conversation(northwind, "iv_1")
        conversation(northwind, "iv_2", minute=1)
    assert asked == ["conversations.tasks.refresh_rollups"]
    assert RollupMark.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_import_s_numbers_appear_unaided(northwind: Organization, real_worker: Process) -> None:
    cache.clear()
    template(northwind)
    moments = [datetime(2026, 5, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    given = [
        record(f"iv_{moment.day}", created_at=moment, template_id="tpl_1") for moment in moments
    ]
    save(northwind, given)
    real_worker.wait_until(lambda: HourRollup.objects.count() == 3, 120)
    real_worker.wait_until(lambda: not RollupMark.objects.exists(), 120)
    assert kept() == counted()


@pytest.mark.django_db
def test_a_median_can_be_read_to_a_twentieth() -> None:
    for below, above in pairwise(LENGTH_EDGES):
        middle = (below * above) ** 0.5
        assert max(middle / below, above / middle) < 1.05
