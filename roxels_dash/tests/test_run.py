"""`make run`: from nothing to pages, and back to nothing, whatever happens in between."""

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from roxels_dash.embedded import demo, ports, schema, survivors
from roxels_dash.tests.running import Runner, refusal

STOPS_WITHIN = 120


def running(family: list[psutil.Process]) -> list[psutil.Process]:
    """Return those that still run; what is over and not yet collected does not."""
    return [each for each in family if each.is_running() and survivors.is_alive(each.pid)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the stack; pytest's own is closed to others, as a home folder may be."""
    return tmp_path_factory.mktemp("clone") / "a folder's name"


@pytest.fixture(scope="module")
def port() -> int:
    return ports.free_port()


@pytest.fixture(scope="module")
def first(folder: Path, port: int) -> Iterator[Runner]:
    """The first start of all, from an empty folder."""
    runner = Runner(folder, port)
    yield runner.ready()
    runner.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def second(first: Runner, folder: Path, port: int) -> Iterator[Runner]:
    """The start after the first runner was killed, too suddenly to stop anything."""
    with psycopg.connect(first.setting("DATABASE_URL")) as connection:
        connection.execute("UPDATE orgs_organization SET name = 'Kept' WHERE slug = 'northwind'")
    family = first.family()
    first.end(signal.SIGKILL)
    assert psutil.wait_procs(family, STOPS_WITHIN)[1] == []
    runner = Runner(folder, port)
    yield runner.ready()
    runner.end(signal.SIGTERM)


def test_the_first_start_shows_pages_and_tells_who_can_sign_in(first: Runner) -> None:
    assert urlopen(first.url).status == 200
    for email, _ in demo.PEOPLE:
        assert email in first.output()
        assert demo.sign_in(first.url, email, first.setting("DEMO_PASSWORD")) == ""
    assert "does not work" in demo.sign_in(first.url, demo.PEOPLE[0][0], "not the password")


def test_secrets_are_for_the_owner_alone_and_on_no_command_line(
    first: Runner, folder: Path
) -> None:
    assert (folder / "env").stat().st_mode & 0o777 == 0o600
    lines = " ".join(part for process in first.family() for part in process.cmdline())
    for name in ("SECRET_KEY", "EMBEDDED_APP_PASSWORD", "EMBEDDED_VALKEY_PASSWORD"):
        assert len(first.setting(name)) >= 32
        assert first.setting(name) not in lines
    assert first.setting("S3_SECRET_ACCESS_KEY") not in lines


def test_a_second_runner_of_the_same_folder_steps_back(first: Runner, folder: Path) -> None:
    assert "already running from this folder" in refusal(folder, ports.free_port())
    assert urlopen(first.url).status == 200


def test_a_program_that_ends_is_started_again(first: Runner) -> None:
    first.wait_for("beat: Starting")  # Only then it has its name.
    before = first.child("celery beat")
    before.kill()
    first.wait_for("beat ended with code -9; starting it again")
    first.wait_for("(?s)starting it again.*beat: Starting")
    assert first.child("celery beat").pid != before.pid


def test_a_killed_runner_takes_its_processes_along_and_the_next_one_recovers(
    first: Runner, second: Runner
) -> None:
    assert urlopen(second.url).status == 200
    assert "filling it with the demo" not in second.output()
    assert "schema up to date" not in second.output()
    with psycopg.connect(second.setting("DATABASE_URL")) as connection:
        query = "SELECT name FROM orgs_organization WHERE slug = 'northwind'"
        assert connection.execute(query).fetchone() == ("Kept",)


def test_a_changed_migration_is_seen_before_the_next_start(
    second: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(second.setting("DATABASE_OWNER_URL"), autocommit=True) as connection:
        assert schema.is_current(connection)
        monkeypatch.setattr(schema, "SOURCES", ("orgs/migrations/*.py",))
        assert not schema.is_current(connection)
        schema.remember(connection)
        assert schema.is_current(connection)


def test_sigterm_stops_everything(second: Runner, port: int) -> None:
    family = second.family()
    assert len(family) > 6
    assert second.end(signal.SIGTERM) == 0
    assert running(family) == []
    assert ports.problem_with(port) is None
    assert "Everything has stopped." in second.output()


@pytest.mark.soak
def test_everything_killed_at_once_is_recovered_from(tmp_path: Path, port: int) -> None:
    first = Runner(tmp_path / "local", port).ready()
    children, family = first.children(), first.family()
    first.end(signal.SIGKILL)
    for process in children:
        process.kill()
    second = Runner(tmp_path / "local", port).ready()
    assert "filling it with the demo" not in second.output()
    assert running(family) == []
    assert second.end(signal.SIGTERM) == 0
