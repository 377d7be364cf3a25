"""Files made to fill a server: what they unpack to, and what that becomes, has an end."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pydantic_core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import files
from sources.files import Entry, Problem, Source
from sources.unpacking import members_begun

SWELLS = "unpacks to far more than its size; nothing after this is read"


def told(folder: Path, content: bytes, most: int | None = None) -> list[tuple[int, object]]:
    (folder / "file").write_bytes(content)
    entries = Source(str(folder / "file"), most=most).entries()
    return [(e.line, e.reason if isinstance(e, Problem) else e.value) for e in entries]


def zipped(*texts: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number}.json", text)
    return target.getvalue()


def test_what_swells_is_read_as_far_as_is_allowed(tmp_path: Path) -> None:
    most = 1_000_000
    newlines = gzip.compress(b'{"a": 1}\n' + b"\n" * 3 * most)
    assert told(tmp_path, newlines, most)[-1][1] == SWELLS
    assert told(tmp_path, gzip.compress(b"[" + b" " * 3 * most + b"]"), most) == [(1, SWELLS)]
    archive = zipped(b'{"a": 1}', b" " * 3 * most, b'{"a": 3}')
    assert told(tmp_path, archive, most) == [(1, {"a": 1}), (2, SWELLS)]
    assert told(tmp_path, newlines) == [(1, {"a": 1})], "on a terminal there is no limit"


def test_too_many_values_are_not_made_objects_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_OBJECTS", 100)
    full = b'{"a": [' + b"{}," * 200 + b"{}]}"
    [(_, one), (_, other)] = told(tmp_path, full + b'\n{"a": 2}\n')
    assert (one, other) == ("holds too many values", {"a": 2})
    [(_, reason)] = told(tmp_path, b"[" + b"{}," * 200 + b"{}]")
    assert reason == "is one array that holds too many values; use JSON Lines"
    assert told(tmp_path, zipped(full, b"{}")) == [(1, "holds too many values"), (2, {})]


def test_many_small_objects_count_as_what_they_take(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b'{"a": [' + b"{}," * 999 + b"{}]}")
    [entry] = Source(str(tmp_path / "file")).lines()
    assert isinstance(entry, Entry) and entry.size > 100_000


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_first_entries_of_an_archive_are_those_that_are_whole(method: int) -> None:
    texts = [b'{"a": %d, "b": "%s"}' % (number, b"x" * 40) for number in range(9)]
    archive = zipped(*texts, method=method)
    for end in range(len(archive) + 1):
        found = list(members_begun(archive[:end], ".json", 100))
        assert found == texts[: len(found)]
    assert found == texts
    assert list(members_begun(archive, ".json", 10)) == []
    assert list(members_begun(archive, ".xml", 100)) == []


@given(st.binary(max_size=200), st.integers(0, 300), st.binary(max_size=8))
def test_an_archive_that_was_made_to_mislead_is_looked_at_all_the_same(
    noise: bytes, at: int, other: bytes
) -> None:
    archive = bytearray(zipped(b"{}", b"[1]", noise))
    archive[at : at + len(other)] = other
    for content in (bytes(archive), b"PK\x03\x04" + noise):
        assert all(len(each) <= 50 for each in members_begun(content, ".json", 50))


def test_an_archive_that_swells_is_looked_at_no_further() -> None:
    swells = zipped(b'{"a": 1}', b" " * 50_000_000, b'{"a": 3}')
    assert list(members_begun(swells, ".json", 1000)) == [b'{"a": 1}']


def test_a_look_at_the_first_entries_unpacks_a_beginning_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(gzip.compress(b"[" + b'{"a":1},' * 5_000_000 + b"{}]"))
    with pytest.MonkeyPatch.context() as patched:
        sizes: list[int] = []
        from_json = pydantic_core.from_json

        def measured(text: bytes, **how: Any) -> Any:
            sizes.append(len(text))
            return from_json(text, **how)

        patched.setattr(pydantic_core, "from_json", measured)
        assert len(Source(str(tmp_path / "file")).first(5)) == 5
    assert 0 < max(sizes) <= 1024 * 1024


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_archives_that_unpack_without_a_limit_are_not_read(tmp_path: Path, method: int) -> None:
    damaged = "the archive is damaged; what follows cannot be read"
    content = zipped(b'{"a": 1}' * 100, method=method)
    assert told(tmp_path, content) == [(1, damaged)]
    start = content.index(b"0.json") + 6
    rubbish = content[:start] + b"\xff" * 20 + content[start + 20 :]
    assert told(tmp_path, rubbish) == [(1, damaged)]


def test_a_list_of_files_that_is_too_long_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(*[b"{}"] * 1000)
    assert len(told(tmp_path, content)) == 1000
    monkeypatch.setattr(files, "LONGEST", 10_000)
    assert len(told(tmp_path, content)) == 1


def test_reading_is_watched_where_nothing_comes_of_it(tmp_path: Path) -> None:
    """A worker has to say that it lives while it reads what holds no entry."""
    (tmp_path / "file").write_bytes(gzip.compress(b"\n" * 3_000_000))
    seen: list[int] = []
    assert list(Source(str(tmp_path / "file"), watch=seen.append).entries()) == []
    assert len(seen) > 20 and seen == sorted(seen)
