"""An export whose worker is killed is made whole by the next; nothing stays of the first."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from conversations.domain import wake
from erasure.tests.workers import Workers, wait_until
from findings import storage
from findings.domain import ask_export
from findings.domain.exporting import RUN
from findings.domain.making import key_of
from findings.models import Export
from findings.queries.kept import read
from findings.tests.making import dinners, selection
from intake.tests.making import record, save
from orgs.domain import Actor
from orgs.models import AuditEvent, Organization, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]

_KILLS, _ROWS = 3, 60


def test_an_export_survives_its_workers(
    northwind: Organization, analyst: User, bucket: Any, tmp_path: Path
) -> None:
    dinners(northwind)
    said = "x" * 1_000_000  # so that a file takes many parts
    save(northwind, [
        record(f"iv_long_{number}", minute=20 + number, template_id="tpl_dinner",
               findings=[{"goal": "wishes", "value": f"{number} {said}"}])
        for number in range(_ROWS)
    ])  # fmt: skip
    chosen = read(northwind.pk, selection("col=goal.wishes"))
    asked = ask_export(
        actor=Actor(AuditEvent.Actor.USER, analyst.pk), organization=northwind, read=chosen,
        form="csv", told=_ROWS + 6, is_exact=True,
    )  # fmt: skip
    workers = Workers(tmp_path).start()
    wake(RUN)
    try:
        for kill in range(1, _KILLS + 1):
            wait_until(lambda number=kill: is_half_done(asked, number))  # type: ignore[misc]
            workers.kill()
            left = Export.objects.get()
            assert (left.state, left.run) == ("running", kill)
            Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            wake(RUN)
        wait_until(lambda: Export.objects.get().state == "ready")
    finally:
        workers.stop()
    made = Export.objects.get()
    assert (made.run, made.rows_done) == (_KILLS + 1, _ROWS + 6)
    text = bucket.Object(key_of(made)).get()["Body"].read().decode("utf-8-sig")
    csv.field_size_limit(2_000_000)
    _, *rows = csv.reader(io.StringIO(text))
    assert [row[4] for row in rows[:_ROWS]] == [f"{n} {said}" for n in reversed(range(_ROWS))]
    assert len(rows) == _ROWS + 6 and len(text.encode()) + 3 == made.size
    assert len(storage.keys("exports/")) == 2  # the table and its codebook, and no half of any


def is_half_done(asked: Export, run: int) -> bool:
    """Whether run number `run` has begun its file, which nobody sees yet."""
    now = Export.objects.get(pk=asked.pk)
    return now.run == run and now.state == "running" and key_of(now) in storage.keys("exports/")
