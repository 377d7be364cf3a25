"""A workbook holds what was put in, and lies on no disk under any name while it is made."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.exporting import archive
from findings.exporting.archive import Archive
from findings.exporting.workbook import LONGEST, Cell, Workbook

AT = datetime(2026, 5, 1, 12, 30, 59, tzinfo=UTC)
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_cells = st.one_of(st.none(), _texts, st.integers(-(10**15), 10**15), st.floats(-1e9, 1e9))


def made(rows: list[list[Cell]]) -> zipfile.ZipFile:
    out = io.BytesIO()
    book = Workbook(out, AT)
    book.add("Findings", rows)
    book.add("Codebook", [["Column"]])
    book.finish()
    return zipfile.ZipFile(out)


def read(book: zipfile.ZipFile) -> dict[str, Cell]:
    """Return {place: value} of the first sheet, as a reader of such files understands it."""
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found: dict[str, Cell] = {}
    for cell in sheet.iter(f"{_NAMESPACE}c"):
        number = cell.find(f"{_NAMESPACE}v")
        text = cell.find(f"{_NAMESPACE}is/{_NAMESPACE}t")
        if text is not None:
            spelled = re.compile(r"_x([0-9A-F]{4})_")
            told = spelled.sub(lambda code: chr(int(code[1], 16)), text.text or "")
            found[cell.attrib["r"]] = told
        elif number is not None:
            found[cell.attrib["r"]] = float(number.text or "")
    return found


@given(st.lists(st.lists(_cells, max_size=30), max_size=5))
def test_what_was_put_in_is_read_back(rows: list[list[Cell]]) -> None:
    places = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] if place < 26 else f"A{'ABCD'[place - 26]}"
              for place in range(30)]  # fmt: skip
    with made(rows) as book:
        assert book.testzip() is None
        assert read(book) == {
            f"{places[place]}{number}": cell if isinstance(cell, str) else pytest.approx(cell)
            for number, row in enumerate(rows, 1)
            for place, cell in enumerate(row)
            if cell not in (None, "")
        }


def test_every_part_is_xml_and_is_told_of() -> None:
    with made([["=1+1", " kept ", "x" * (LONGEST + 1)]]) as book:
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        told = book.read("[Content_Types].xml").decode()
        for name in book.namelist():
            assert f"/{name}" in told or name.endswith(".rels") or name == "[Content_Types].xml"
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and ' xml:space="preserve"> kept <' in sheet
        assert len(str(read(book)["C1"])) == LONGEST
        assert b'name="Codebook"' in book.read("xl/workbook.xml")


def test_a_long_sheet_is_read_back_where_lengths_need_the_new_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond 4 GB; here beyond 1,000 bytes, with the mark of 4 GB put in the place of that."""
    near = 1_000
    monkeypatch.setattr(archive, "_FULL", near)
    out = io.BytesIO()
    book = Archive(out, AT)
    files = {f"{number}.xml": bytes([65 + number]) * 5_000 for number in range(3)}
    for name, data in files.items():
        growing = book.growing(name)
        for start in range(0, len(data), 700):
            growing.write(data[start : start + 700])
        growing.finish()
    book.finish()
    told = out.getvalue().replace(near.to_bytes(4, "little"), b"\xff\xff\xff\xff")
    with zipfile.ZipFile(io.BytesIO(told)) as found:
        assert {name: found.read(name) for name in found.namelist()} == files


def test_no_file_has_a_name_that_a_worker_which_ends_would_leave_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[Cell]]:
        for number in range(20_000):
            yield ["Ana Novák", number]
        assert list(tmp_path.iterdir()) == []
        raise RuntimeError("removed")

    with pytest.raises(RuntimeError, match="removed"):
        Workbook(io.BytesIO(), AT).add("Findings", rows())
    assert list(tmp_path.iterdir()) == []
