"""What stands beside an exported table: its codebook, its columns' names, its list and links."""

import csv
import io
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from findings.domain.making import codebook_key
from findings.exporting.columns import columns
from findings.exporting.reading import Source
from findings.models import Export
from findings.queries.kept import read
from findings.tests.making import dinners, selection
from findings.tests.test_exporting import export, hostile
from intake.tests.making import conversation, template
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["hostile"]  # a fixture


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_table_without_sheets_has_its_codebook_beside_it(
    northwind: Organization, analyst: User, hostile: Conversation, bucket: Any, form: str
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    made = export(northwind, analyst, form)
    text = bucket.Object(codebook_key(made)).get()["Body"].read().decode("utf-8-sig")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(text)) if row}
    assert rows["city"] == ["category", "declared", "", "Lisbon, San José, Oslo", "5"]
    assert rows["people"][-1] == "6" and rows["outdoors"][-1] == "2"
    assert rows["reviewed"][-1] == "1" and rows["person name"][-1] == "7"
    assert (rows["Template"], rows["Conversations"]) == (["Dinner"], ["7"])


def test_a_list_of_exports_takes_as_many_statements_for_three_as_for_one(
    northwind: Organization, analyst: User, bucket: Any, client_of: ClientOf
) -> None:
    dinners(northwind)
    client, path = client_of(analyst), f"/o/{northwind.slug}/exports/"
    counts = []
    for rows in (1, 3):
        while Export.objects.count() < rows:
            export(northwind, analyst, "csv")
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path).content.decode()
        assert page.count("/file/") == page.count("/codebook/") == rows
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_file_and_its_codebook_are_led_to_while_they_are_kept(
    northwind: Organization, analyst: User, bucket: Any, client_of: ClientOf
) -> None:
    dinners(northwind)
    made, client = export(northwind, analyst, "csv"), client_of(analyst)
    for part, begins in (
        ("file", b"\xef\xbb\xbfconversation"),
        ("codebook", b"\xef\xbb\xbfColumn"),
    ):
        led = client.get(f"/o/{northwind.slug}/exports/{made.public_id}/{part}/")
        with urlopen(led["Location"]) as answer:
            assert answer.read().startswith(begins)
    Export.objects.update(form="txt")
    assert client.get(f"/o/{northwind.slug}/exports/{made.public_id}/codebook/").status_code == 404
    Export.objects.update(expires_at=timezone.now())
    assert client.get(f"/o/{northwind.slug}/exports/{made.public_id}/file/").status_code == 404


def test_columns_have_names_of_their_own(
    northwind: Organization, analyst: User, bucket: Any
) -> None:
    goals = [{"id": name, "type": "number"} for name in ("status", "status (2)", "unread")]
    template(northwind, "tpl_names", goals=goals)
    found = [{"goal": "status", "value": "1_000"}, {"goal": "unread", "value": 7}]
    conversation(northwind, "iv_names", template_id="tpl_names", findings=found)
    query = "".join(f"&col=goal.{quote(goal['id'])}" for goal in goals)
    chosen = read(northwind.pk, selection(query[1:], "tpl_names"))
    names = [column.name for column in columns(chosen)]
    assert names[3:-1] == ["status", "status (2)", "status (2) (2)", "unread"]


def test_a_codebook_counts_as_many_columns_as_there_may_be(
    northwind: Organization, analyst: User, bucket: Any
) -> None:
    goals = [{"id": f"goal_{number}"} for number in range(60)]
    template(northwind, "tpl_wide", goals=goals)
    found = [{"goal": f"goal_{number}", "value": "x"} for number in (0, 56, 59)]
    conversation(northwind, "iv_wide", template_id="tpl_wide", findings=found)
    conversation(northwind, "iv_none", template_id="tpl_wide", findings=found[:1], minute=2)
    keys = "".join(f"&col=goal.goal_{number}" for number in range(60))
    chosen = read(northwind.pk, selection(keys[1:], "tpl_wide"))
    source = Source(chosen, columns(chosen), lambda _: None, 10)
    assert b"".join(source.csv()).startswith(b"iv_none,")
    told = {each.name: count for each, count in zip(source.columns, source.counts, strict=True)}
    assert (told["goal_0"], told["goal_56"], told["goal_59"], told["goal_1"]) == (2, 1, 1, 0)
    assert told["conversation"] == 2
