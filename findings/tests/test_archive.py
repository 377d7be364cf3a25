"""An archive reads back as what was put into it, and takes the same memory however many that is."""

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.exporting import archive
from findings.exporting.archive import Archive

AT = datetime(2026, 5, 1, 12, 30, 59, tzinfo=UTC)


class Nowhere:
    """An `Out` that keeps nothing; `size`: bytes so far."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def flush(self) -> None: ...


def written(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    made = Archive(out, AT)
    for name, data in files.items():
        made.add(name, data)
    made.finish()
    return out.getvalue()


@given(st.dictionaries(st.from_regex(r"[a-z\u00e9\u4e00]{1,20}\.txt", fullmatch=True), st.binary()))
def test_what_was_put_in_is_read_back(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written(files))) as book:
        assert book.testzip() is None
        assert {name: book.read(name) for name in book.namelist()} == files
        assert {each.date_time for each in book.infolist()} <= {(2026, 5, 1, 12, 30, 58)}


def test_more_files_than_the_old_form_counts_are_read_back() -> None:
    data = written({f"{number}.txt": b"" for number in range(66_000)})
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert len(book.namelist()) == 66_000
        assert book.read("65999.txt") == b""


def test_what_lies_further_than_the_old_form_reaches_is_read_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond 4 GB; here beyond 2,000 bytes, with the mark of 4 GB put in the place of that."""
    near = 2_000
    monkeypatch.setattr(archive, "_FULL", near)
    files = {f"iv_{number}.txt": b"%d" % number * 50 for number in range(100)}
    data = written(files)
    start = data.find(b"PK\1\2")
    told = data[start:].replace(near.to_bytes(4, "little"), b"\xff\xff\xff\xff")
    with zipfile.ZipFile(io.BytesIO(data[:start] + told)) as book:
        assert {name: book.read(name) for name in book.namelist()} == files


def test_memory_is_flat() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        made = Archive(Nowhere(), AT)
        for number in range(count):
            made.add(f"iv_{number}.txt", b"Hello.")
        made.finish()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few, many = peak(1_000), peak(30_000)
    assert many < few + 200_000, (few, many)
