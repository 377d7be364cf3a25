"""`make run` with something in its way: one plain sentence, exit code 1, nothing left behind."""

import socket
import subprocess
from pathlib import Path

import pytest

from roxels_dash.embedded import ports
from roxels_dash.embedded.programs import ROOT
from roxels_dash.tests.running import refusal


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    said = [
        line
        for line in lines
        if "Starting Postgre" not in line and line != "Everything has stopped."
    ]
    assert len(said) == 1, text
    return said[0]


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server((ports.HOST, 0)) as other:
        port = other.getsockname()[1]
        line = one_line(refusal(tmp_path / "local", port))
    assert line == f"Port {port} is taken by another program; choose another one with PORT=…."


def test_a_port_that_is_none(tmp_path: Path) -> None:
    assert "from 1 to 65535" in one_line(refusal(tmp_path / "local", 70000))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    folder.touch()
    assert f"Cannot write to the folder {folder}" in one_line(refusal(folder, ports.free_port()))


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (None, "it has no PG_VERSION"),
        ("", "is damaged: it should read 18"),
        ("eighteen", "is damaged: it should read 18"),
        ("16", "was made by PostgreSQL 16, and this is 18"),
        ("18", "postgres did not start"),
    ],
)
def test_a_broken_data_folder(tmp_path: Path, version: str | None, sentence: str) -> None:
    data = tmp_path / "local" / "postgres"
    data.mkdir(parents=True)
    if version is None:
        (data / "something else").touch()
    else:
        (data / "PG_VERSION").write_text(f"{version}\n")
    assert sentence in refusal(tmp_path / "local", ports.free_port()).strip().splitlines()[-1]
    assert (data / "PG_VERSION").exists() is (version is not None)


def test_a_file_where_the_data_should_be(tmp_path: Path) -> None:
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "postgres").touch()
    assert "and is a file" in one_line(refusal(tmp_path / "local", ports.free_port()))


def make_python(python: Path) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", "python", f"PYTHON={python}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    done = make_python(old)
    assert f"needs Python 3.11 or newer, and {old} is Python 3.9.2" in done.stderr
    assert done.returncode != 0


def test_a_python_that_is_not_there(tmp_path: Path) -> None:
    done = make_python(tmp_path / "python3")
    assert "needs Python 3.11 or newer, and there is no" in done.stderr
    assert done.returncode != 0
