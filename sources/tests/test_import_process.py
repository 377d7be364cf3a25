"""The import as a process of its own: killed in the middle, and over a very long file."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from api.interviews.shapes import read_interview
from conversations.models import Conversation, Participation, SearchDocument, Turn
from intake.domain import import_conversations
from orgs.models import Organization
from outputs.tests.receiving import until
from persons.models import Person
from sources.files import Entry
from sources.importing import Importer
from sources.tests.test_import import interview

CONVERSATIONS = 1_500
IN_TIME = 120  # seconds


def command(file: Path) -> dict[str, Any]:
    """How to run the import against this test's database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    arguments = ["--organization=northwind", "--batch-size=20", str(file)]
    return {
        "args": [sys.executable, "manage.py", "import_conversations", *arguments],
        "env": {**os.environ, "DATABASE_URL": url.geturl()},
        "cwd": settings.BASE_DIR,
    }


def test_without_a_database_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text(json.dumps(interview(1)))
    run = command(file)
    run["env"]["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    ended = subprocess.run(**run, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr == (
        "CommandError: The database cannot be reached or failed; run it again.\n"
    )


def conversations() -> int:
    return Conversation.objects.count()


def is_alone() -> bool:
    """Whether the database is through with what a killed process had handed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_finishes_the_next_time(
    tmp_path: Path, northwind: Organization
) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text("".join(f"{json.dumps(interview(n))}\n" for n in range(CONVERSATIONS)))
    running = subprocess.Popen(**command(file))
    deadline = time.monotonic() + IN_TIME
    while not conversations() and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    until(is_alone)
    left = conversations()
    assert 0 < left < CONVERSATIONS
    assert left % 20 == 0
    assert Turn.objects.count() == SearchDocument.objects.count() * 2

    finished = subprocess.run(**command(file), capture_output=True, text=True, check=True)
    created, unchanged = (int(finished.stdout.split()[index]) for index in (1, 5))
    assert created + unchanged == CONVERSATIONS
    assert unchanged == left
    assert conversations() == SearchDocument.objects.count() == CONVERSATIONS
    assert Turn.objects.count() == 2 * CONVERSATIONS
    assert Participation.objects.count() == CONVERSATIONS
    assert Person.objects.get().conversation_count == CONVERSATIONS


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_file(northwind: Organization) -> None:
    said = [{"role": "user", "text": "word " * 100}] * 4
    ids = itertools.count()

    def entries(count: int) -> Iterator[Entry]:
        for line in range(1, count + 1):
            text = json.dumps(interview(next(ids), transcript=said))
            yield Entry(line, json.loads(text), len(text))

    def peak(count: int) -> int:
        importer = Importer(northwind, read_interview, import_conversations, batch_size=10)
        tracemalloc.start()
        for rejections in importer.run(entries(count)):
            assert not rejections
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(20)  # fills the caches that every process fills once
    # A run that kept its lines would need ten times as much.
    assert peak(300) < 2 * peak(30)
