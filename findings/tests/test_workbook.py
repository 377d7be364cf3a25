"""Of a workbook that is not made to its end nothing stays on the worker's disk."""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from findings.domain import run_exports
from findings.domain.making import Lost
from findings.exporting.scratch import scratch, sweep
from findings.exporting.sheets import write_xlsx


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where temporary files go in this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _write(folder: Path) -> None:
    (folder / "rows").write_text("Ana Novák")


def test_an_export_that_ends_in_the_middle_takes_its_rows_with_it(temporary: Path) -> None:
    def end() -> None:
        with scratch() as folder:
            _write(folder)
            raise Lost

    with pytest.raises(Lost):
        end()
    assert list(temporary.iterdir()) == []


def test_rows_that_are_still_written_stay(temporary: Path) -> None:
    with scratch() as folder:
        _write(folder)
        assert sweep() == 0
        assert [each.name for each in folder.iterdir()] == ["rows"]


@pytest.mark.django_db
def test_the_rows_of_a_killed_worker_go_as_the_next_looks_for_exports(temporary: Path) -> None:
    program = (
        "import os, signal, tempfile\n"
        f"tempfile.tempdir = {str(temporary)!r}\n"
        "from findings.exporting.scratch import scratch\n"
        "with scratch() as folder:\n"
        "    (folder / 'rows').write_text('Ana Novák')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -9
    [left] = temporary.iterdir()
    assert (left / "rows").read_text() == "Ana Novák"
    assert run_exports() == 0
    assert list(temporary.iterdir()) == []


def test_a_workbook_that_is_removed_while_it_is_made_leaves_nothing(temporary: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield from [["Ana Novák"]] * 5_000
        [folder] = temporary.iterdir()
        assert sum(each.stat().st_size for each in folder.iterdir()) > 100_000
        raise Lost

    source = SimpleNamespace(columns=[SimpleNamespace(name="name", type="text")], texts=rows)
    with pytest.raises(Lost):
        write_xlsx(source, io.BytesIO())  # type: ignore[arg-type]
    assert list(temporary.iterdir()) == []
