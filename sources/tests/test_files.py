"""Whatever a file holds, what can be read of it is read and the rest is one plain problem each."""

import gzip
import io
import json
import os
import sys
from pathlib import Path
from threading import Thread

import pytest

from sources import files
from sources.files import Entry, Problem, Source


def source(folder: Path, content: bytes, name: str = "calls.jsonl") -> Source:
    (folder / name).write_bytes(content)
    return Source(str(folder / name))


def told(entries: list[Entry | Problem]) -> list[tuple[int, object]]:
    """(line, value) of what was read, (line, reason) of what was not."""
    return [(e.line, e.reason if isinstance(e, Problem) else e.value) for e in entries]


def lines(folder: Path, content: bytes) -> list[tuple[int, object]]:
    return told(list(source(folder, content).lines()))


def test_each_line_is_an_entry_and_blank_ones_are_passed_over(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"a": 1}\n\n  \t\r\n{"a": "\xc3\xa9"}\r\n{"a": 3}'
    assert lines(tmp_path, content) == [(1, {"a": 1}), (4, {"a": "é"}), (5, {"a": 3})]


def test_an_empty_file_has_no_entries(tmp_path: Path) -> None:
    assert lines(tmp_path, b"") == []
    assert lines(tmp_path, gzip.compress(b"")) == []


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    content = gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n')
    assert lines(tmp_path, content) == [(1, {"a": 1}), (2, {"a": 2})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": \xff}', "is not UTF-8 (byte 7)"),
        (b'{"a": 1', "is not JSON"),
        (b'{"a": NaN}', "is not JSON"),
        (b'{"a": "\\ud800"}', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"9" * 100_000, "is not JSON"),
        (b"\x00", "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b"null", "is not a JSON object"),
    ],
)
def test_a_bad_line_does_not_stop_the_next(tmp_path: Path, line: bytes, reason: str) -> None:
    (_, before), (number, why), (_, after) = lines(tmp_path, b'{"a": 1}\n' + line + b'\n{"a": 3}')
    assert (before, number, after) == ({"a": 1}, 2, {"a": 3})
    assert str(why).startswith(reason)


def test_a_line_that_is_too_long_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONGEST", 1024 * 1024)
    fits = json.dumps({"a": "x" * (1024 * 1024 - 9)}).encode()
    assert len(fits) == 1024 * 1024
    content = b"\n".join([fits, b"x" * 5_000_000, b'{"a": 3}', b"y" * 5_000_000])
    told = lines(tmp_path, content)
    assert [number for number, _ in told] == [1, 2, 3, 4]
    assert told[1:] == [(2, "is longer than 1 MB"), (3, {"a": 3}), (4, "is longer than 1 MB")]


def test_what_a_broken_download_still_holds_is_read(tmp_path: Path) -> None:
    content = gzip.compress(b"".join(b'{"a": %d}\n' % n for n in range(50_000)))
    *read, (line, why) = lines(tmp_path, content[: len(content) // 2])
    assert 1_000 < len(read) < 50_000
    assert line == len(read) + 1
    assert "ends early" in str(why)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(b"".join(b'{"a": %d}\n' % n for n in range(50_000))))
    content[-5] ^= 1  # of the check sum
    *_, (_, why) = lines(tmp_path, bytes(content))
    assert "damaged" in str(why)
    [(line, why)] = lines(tmp_path, gzip.compress(b"{}\n")[:10] + b"\xff" * 20)
    assert (line, "damaged" in str(why)) == (1, True)


def test_an_array_is_read_like_lines(tmp_path: Path) -> None:
    array = source(tmp_path, b'[{"a": 1}, 5,\n {"a": 2}]')
    assert told(list(array.entries())) == [
        (1, {"a": 1}),
        (2, "is not a JSON object"),
        (3, {"a": 2}),
    ]
    assert told(list(source(tmp_path, gzip.compress(b'\n[{"a": 1}]')).entries())) == [(1, {"a": 1})]
    assert told(list(source(tmp_path, b'{"a": 1}\n').entries())) == [(1, {"a": 1})]
    [(_, why)] = told(list(source(tmp_path, b'[{"a": 1}').entries()))
    assert "is not JSON" in str(why)
    [(_, why)] = told(list(source(tmp_path, gzip.compress(b"[1, 2]")[:-9]).entries()))
    assert "ends early" in str(why)


def test_the_first_entries_are_told_of_a_beginning_alone(tmp_path: Path) -> None:
    entries = [b'{"a": %d}' % number for number in range(9000)]
    lines, array = b"\n".join(entries), b"[%s]" % b",".join(entries)
    for whole in (lines, array, gzip.compress(lines, 0), gzip.compress(array, 0)):
        for content in (whole, whole[:50_000]):
            found = source(tmp_path, content).first(2)
            assert told(list(found)) == [(1, {"a": 0}), (2, {"a": 1})]
    assert len(source(tmp_path, array).first(9999)) == 9000
    assert len(source(tmp_path, array[:-2]).first(9999)) == 8999, "the last one was cut"
    assert source(tmp_path, b"[nonsense").first(2) == []


def test_standard_input_is_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b'{"a": 1}\n', gzip.compress(b'{"a": 1}\n')):
        stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(content)))
        monkeypatch.setattr(sys, "stdin", stdin)
        assert told(list(Source("-").lines())) == [(1, {"a": 1})]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert Source(str(tmp_path / "none")).fault() == "does not exist"
    assert Source(str(tmp_path)).fault() == "is a folder"
    assert source(tmp_path, b"").fault() is None
    assert Source("-").fault() is None


def test_reading_tells_how_far_it_has_come(tmp_path: Path) -> None:
    file = source(tmp_path, b'{"a": 1}\n' * 100_000)
    seen = [file.bytes_read for _ in file.lines()]
    assert seen == sorted(seen)
    assert seen[-1] == file.size == 900_000


def test_a_named_pipe_keeps_its_writer(tmp_path: Path) -> None:
    """Opening it to see whether it can be would wait for the writer, and then take it away."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    given = Source(str(pipe))
    faults: list[str | None] = []
    asking = Thread(target=lambda: faults.append(given.fault()), daemon=True)
    asking.start()
    asking.join(60)
    assert faults == [None]
    Thread(target=pipe.write_bytes, args=[b'{"a": 1}\n'], daemon=True).start()
    assert told(list(given.lines())) == [(1, {"a": 1})]
