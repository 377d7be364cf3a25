"""`manage.py import_conversations`: what it brings in, what it says, and how it ends."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from api.backend.tests.asking import WIRE as BACKEND
from api.widgets.tests.asking import WIRE as WIDGET
from conversations.models import Conversation, Template, Turn
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db

SAID = [
    {"role": "user", "text": "A table in Napa.", "timestamp": "2026-05-01T12:00:05Z"},
    {"role": "assistant", "text": "Booked.", "timestamp": "2026-05-01T12:00:10Z"},
]


def interview(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"iv_{number}",
        "session_id": f"sess_{number}",
        "template_id": "tpl_1",
        "status": "completed",
        "started_at": "2026-05-01T12:00:00Z",
        "ended_at": "2026-05-01T12:01:00Z",
        "persons": [{"name": "Ada", "external_id": "user_1"}],
        "findings": {"city": "Napa"},
        "transcript": SAID,
        **fields,
    }


def write(path: Path, *entries: Any) -> str:
    """Write JSON Lines; strings go in as they are."""
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    path.write_text("".join(f"{line}\n" for line in lines))
    return str(path)


class Ran:
    """One run of the command: its output and exit code."""

    def __init__(self, *args: str, organization: str = "northwind") -> None:
        out, err = io.StringIO(), io.StringIO()
        self.code = 0
        try:
            call_command(
                "import_conversations",
                f"--organization={organization}",
                *args,
                stdout=out,
                stderr=err,
                no_color=True,
            )
        except SystemExit as end:
            self.code = int(end.code or 0)
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def calls(tmp_path: Path, northwind: Organization) -> str:
    return write(tmp_path / "calls.jsonl", *(interview(number) for number in range(7)))


def test_a_file_comes_in_and_once_only(calls: str) -> None:
    first, second = Ran(calls), Ran(calls)
    assert first.out == "conversations: 7 created, 0 updated, 0 unchanged, 0 refused\n"
    assert second.out == "conversations: 0 created, 0 updated, 7 unchanged, 0 refused\n"
    assert (first.err, first.code, second.code) == ("", 0, 0)
    assert Conversation.objects.count() == 7
    assert Turn.objects.count() == 14


def test_templates_and_persons_come_first(tmp_path: Path, calls: str) -> None:
    templates = tmp_path / "templates.json"
    templates.write_text(
        json.dumps([{"template_id": "tpl_1", "name": "Tables", "goals": [{"id": "city"}]}])
    )
    persons = write(tmp_path / "persons.jsonl", {"external_id": "user_1", "name": "Ada L."})
    ran = Ran("--templates", str(templates), "--persons", persons, calls)
    assert ran.out.splitlines()[:2] == [
        "templates: 1 created, 0 updated, 0 unchanged, 0 refused",
        "persons: 1 created, 0 updated, 0 unchanged, 0 refused",
    ]
    assert Conversation.objects.filter(template_name="Tables", goals_met=1).count() == 7
    assert Person.objects.get().conversation_count == 7


@pytest.mark.parametrize("size", ["1", "3", "500"])
def test_a_bad_line_is_named_and_the_others_go_in(
    tmp_path: Path, northwind: Organization, size: str
) -> None:
    file = write(
        tmp_path / "calls.jsonl",
        interview(1),
        "{",
        interview(2, transcript=[*SAID, {"role": "robot", "text": "Secret"}]),
        "",
        interview(3, session_id="sess_1"),
        interview(4, ended_at="2026-05-01T11:00:00Z"),
        interview(5),
    )
    ran = Ran("--batch-size", size, file)
    assert ran.code == 1
    assert ran.out == "conversations: 2 created, 0 updated, 0 unchanged, 4 refused\n"
    said = [line.removeprefix(f"{file}:") for line in ran.err.splitlines()]
    assert said[0].startswith("2: is not JSON")
    assert said[1:] == [
        "3: transcript[2].role: should be 'user', 'assistant' or 'system'",
        "5: session_id: belongs to another conversation",
        "6: ended_at: is before started_at",
    ]
    assert set(Conversation.objects.values_list("public_id", flat=True)) == {"iv_1", "iv_5"}


@pytest.mark.parametrize("size", ["2", "500"])
def test_a_dry_run_tells_the_same_and_writes_nothing(
    tmp_path: Path, northwind: Organization, size: str
) -> None:
    entries = [interview(1), interview(2), interview(1), interview(1, summary="New."), {"id": 5}]
    file = write(tmp_path / "calls.jsonl", *entries)
    dry = Ran("--dry-run", "--batch-size", size, file)
    for model in (Conversation, Person, Template, Turn):
        assert not model._default_manager.exists()
    real = Ran("--batch-size", size, file)
    assert real.out == "conversations: 2 created, 1 updated, 1 unchanged, 1 refused\n"
    assert dry.out == f"Dry run: nothing will be written.\n{real.out}"
    assert (dry.err, dry.code) == (real.err, real.code)


def test_a_dry_run_of_conversations_keeps_nobody_waiting(
    tmp_path: Path, northwind: Organization
) -> None:
    """Each batch is undone before the next one is read."""
    file = write(tmp_path / "calls.jsonl", interview(1), {"id": 5}, interview(2), {"id": 6})
    held: list[int] = []

    class Watched(io.StringIO):
        def write(self, text: str) -> int:
            held.append(len(connection.savepoint_ids))
            return super().write(text)

    around = len(connection.savepoint_ids)
    with pytest.raises(SystemExit):
        call_command(
            "import_conversations", file, organization="northwind", dry_run=True, batch_size=1,
            stdout=io.StringIO(), stderr=Watched(),
        )  # fmt: skip
    assert set(held) == {around}
    assert not Conversation.objects.exists()


def test_several_files_and_standard_input(
    tmp_path: Path, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "calls.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(interview(1)).encode()))
    stdin = io.BufferedReader(io.BytesIO(json.dumps(interview(2)).encode()))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stdin))
    ran = Ran(str(packed), "-", write(tmp_path / "more.jsonl", interview(3)))
    assert ran.out == "conversations: 3 created, 0 updated, 0 unchanged, 0 refused\n"


def test_a_download_that_broke_off_is_told_and_what_is_there_goes_in(
    tmp_path: Path, northwind: Organization
) -> None:
    packed = tmp_path / "calls.jsonl.gz"
    whole = gzip.compress("".join(f"{json.dumps(interview(n))}\n" for n in range(300)).encode())
    packed.write_bytes(whole[: len(whole) // 2])
    ran = Ran(str(packed))
    assert ran.code == 1
    assert "the compressed file ends early" in ran.err
    assert 0 < Conversation.objects.count() < 300


def test_a_run_that_cannot_begin_says_so_in_one_sentence(
    tmp_path: Path, calls: str, northwind: Organization
) -> None:
    missing = str(tmp_path / "missing.jsonl")
    for args, words in (
        ((calls, missing), f"{missing} does not exist"),
        ((calls, "--persons", str(tmp_path)), "is a folder"),
        (("-", "--persons", "-"), "once only"),
        ((calls, "--batch-size", "0"), "--batch-size"),
    ):
        with pytest.raises(CommandError, match=words.replace("[", "\\[")):
            Ran(*args)
    with pytest.raises(CommandError, match="no organisation 'nowhere'"):
        Ran(calls, organization="nowhere")
    assert not Conversation.objects.exists()


def test_each_format_is_guessed_by_its_fields(tmp_path: Path, northwind: Organization) -> None:
    mixed = write(tmp_path / "all.jsonl", interview(1), WIDGET, BACKEND)
    ran = Ran(mixed)
    assert ran.out == "conversations: 3 created, 0 updated, 0 unchanged, 0 refused\n"
    sources = dict(Conversation.objects.values_list("public_id", "source"))
    assert sources == {"iv_1": "roxels", WIDGET["id"]: "widget", BACKEND["id"]: "backend"}


@pytest.mark.parametrize("name", ["widget", "backend"])
def test_a_format_that_is_given_is_the_one(
    tmp_path: Path, northwind: Organization, name: str
) -> None:
    wire = {"widget": WIDGET, "backend": BACKEND}[name]
    file = write(tmp_path / "some.jsonl", wire, {**wire, "id": "no id"}, {**wire, "id": "x1"})
    ran = Ran("--format", name, file)
    assert ran.out == "conversations: 2 created, 0 updated, 0 unchanged, 1 refused\n"
    assert ran.err.startswith(f"{file}:2: id: is not an id")
    assert Ran(file).out == "conversations: 0 created, 0 updated, 2 unchanged, 1 refused\n"


def test_persons_come_as_profiles_or_not_at_all(tmp_path: Path, northwind: Organization) -> None:
    persons = write(tmp_path / "persons.jsonl", BACKEND["participant_profile"])
    file = write(tmp_path / "some.jsonl", BACKEND)
    Ran("--format", "backend", "--persons", persons, file)
    person = Person.objects.get()
    assert (person.name, person.email) == ("Ada Lovelace", "ada@example.com")
    assert person.profile["organization_name"] == "Example Ltd"
    with pytest.raises(CommandError, match="has no persons"):
        Ran("--format", "widget", "--persons", persons, file)
