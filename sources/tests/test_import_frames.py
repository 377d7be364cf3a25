"""`manage.py import_conversations --frames`: captures in a folder or archive beside the records."""

import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from conversations.models import Conversation
from frames.domain import process_due
from frames.models import Frame
from frames.tests.making import other_bucket, png
from orgs.models import Organization
from sources.pictures import NoPictures, Pictures
from sources.tests.test_import import Ran, interview, write

pytestmark = pytest.mark.django_db

NONE = "0 created, 0 updated, 0 unchanged"


@pytest.fixture
def calls(tmp_path: Path, northwind: Organization, bucket: Any) -> str:
    return write(tmp_path / "calls.jsonl", interview(1), interview(2))


def line(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "interview_id": "iv_1",
        "file": f"iv_1/{number}.png",
        "captured_at": f"2026-05-01T12:00:{number:02}Z",
        **fields,
    }


def folder(path: Path, *lines: Any, **files: bytes) -> Path:
    """Make a folder with pictures 1 to 3 of iv_1, `files` besides, and these lines as its list."""
    (path / "iv_1").mkdir(parents=True)
    for number in (1, 2, 3):
        (path / "iv_1" / f"{number}.png").write_bytes(png(number))
    for name, data in files.items():
        (path / name).write_bytes(data)
    write(path / "frames.jsonl", *(lines or (line(1, segment="s"), line(2, id="frm_2"), line(3))))
    return path


def as_zip(path: Path) -> Path:
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(path.rglob("*")):
            archive.write(file, file.relative_to(path))
    return packed


def as_tar(path: Path) -> Path:
    packed = path.with_suffix(".tar.gz")
    with tarfile.open(packed, "w:gz") as archive:
        for file in sorted(path.iterdir()):
            archive.add(file, f"./{file.name}")
    return packed


@pytest.mark.parametrize("packed", [lambda path: path, as_zip, as_tar])
def test_captures_come_in_and_once_only(
    calls: str, tmp_path: Path, packed: Callable[[Path], Path]
) -> None:
    given = str(packed(folder(tmp_path / "shots")))
    first, second = Ran("--frames", given, calls), Ran("--frames", given)
    assert first.out.endswith("frames: 3 created, 0 updated, 0 unchanged, 0 refused\n")
    assert second.out == "frames: 0 created, 0 updated, 3 unchanged, 0 refused\n"
    assert (first.err, first.code, second.code) == ("", 0, 0)
    process_due()
    frames = Frame.objects.order_by("number")
    assert {frame.state for frame in frames} == {"ready"}
    assert [(frame.segment, frame.public_id == "frm_2") for frame in frames] == [
        ("s", False),
        ("", True),
        ("", False),
    ]
    assert Conversation.objects.get(public_id="iv_1").frame_count == 3


def test_a_dry_run_tells_and_keeps_nothing(calls: str, tmp_path: Path, bucket: Any) -> None:
    given = str(folder(tmp_path / "shots", line(1), line(2, interview_id="iv_no")))
    ran = Ran("--dry-run", "--frames", given, calls)
    assert ran.out.endswith("frames: 1 created, 0 updated, 0 unchanged, 1 refused\n")
    assert not Frame.objects.exists() and not list(bucket.objects.all())


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (line(9), "file: is not there"),
        (line(1, file="../calls.jsonl"), "file: leads out of the folder"),
        (line(1, file="/etc/hostname"), "file: leads out of the folder"),
        (line(1, file="iv_1\\1.png"), "file: leads out of the folder"),
        (line(1, file="link.png"), "file: leads out of the folder"),
        (line(1, file="page.png"), "file: is no PNG, JPEG or WebP picture"),
        (line(1, file="big.png"), "file: is larger than 10,000,000 bytes"),
        (line(1, file="iv_1"), "file: is not there"),
        (line(1, interview_id="iv_no"), "its conversation is not here"),
        (line(1, interview_id="no id"), "interview_id: is not an id"),
        (line(1, captured_at="noon"), "captured_at: should be a time"),
        (line(1, surface="tab"), "surface: is no field"),
        ({"file": "iv_1/1.png"}, "interview_id: is missing"),
        ("{", "is not JSON"),
        (line(3, id="frm_2"), "id: belongs to another frame of its conversation"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_in(
    calls: str, tmp_path: Path, bad: Any, told: str
) -> None:
    given = folder(tmp_path / "shots", line(2, id="frm_2"), bad, line(1), **{
        "page.png": b"<svg onload='alert(1)'/>", "big.png": b"\0" * 10_000_001,
    })  # fmt: skip
    (given / "link.png").symlink_to(os.devnull)
    ran = Ran("--frames", str(given), calls)
    assert ran.out.endswith("frames: 2 created, 0 updated, 0 unchanged, 1 refused\n")
    assert ran.err.startswith(f"{given}/frames.jsonl:2: {told}")
    assert ran.code == 1


def test_a_conversation_that_is_another_organisations_is_not_here(
    calls: str, tmp_path: Path, other_org: Organization
) -> None:
    Ran(calls)
    ran = Ran("--frames", str(folder(tmp_path / "shots", line(1))), organization="bluefin")
    assert "its conversation is not here" in ran.err and not Frame.objects.exists()


def test_names_in_an_archive_that_lead_out_are_no_names(calls: str, tmp_path: Path) -> None:
    packed = tmp_path / "slip.zip"
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../1.png", png(1))
        archive.writestr(link, "/etc/hostname")
        lines = (line(1, file="../1.png"), line(1, file="1.png"), line(1, file="link.png"))
        archive.writestr("frames.jsonl", "\n".join(json.dumps(each) for each in lines))
    ran = Ran("--frames", str(packed), calls)
    reasons = [told.split(": ", 2)[-1] for told in ran.err.splitlines()]
    assert reasons == ["leads out of the folder", "is not there", "is not there"]
    assert not (tmp_path.parent / "1.png").exists()


def test_an_archive_that_swells_is_not_read(tmp_path: Path) -> None:
    swelling = tmp_path / "bomb.tar.gz"
    with tarfile.open(swelling, "w:gz") as archive:
        for number in range(3):
            member = tarfile.TarInfo(f"{number}.png")
            member.size = 60_000_000
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    with pytest.raises(NoPictures, match="swells"):
        Pictures(str(swelling))


def test_a_picture_that_swells_is_refused(calls: str, tmp_path: Path) -> None:
    packed = tmp_path / "bomb.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("iv_1/1.png", bytes(50_000_000))
        archive.writestr("frames.jsonl", json.dumps(line(1)))
    assert packed.stat().st_size < 100_000
    assert "is larger than 10,000,000 bytes" in Ran("--frames", str(packed), calls).err


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: path, "does not exist"),
        (lambda path: path.write_bytes(b"neither"), "is no folder, and no .zip or .tar"),
        (lambda path: path.mkdir(), "holds no frames.jsonl"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "holds no frames.jsonl"),
    ],
)
def test_what_holds_no_pictures_is_told_before_anything_is_read(
    calls: str, tmp_path: Path, make: Callable[[Path], Any], fault: str
) -> None:
    path = tmp_path / "shots"
    make(path)
    with pytest.raises(CommandError, match=fault):
        Ran("--frames", str(path), calls)
    assert not Conversation.objects.exists()


def test_a_broken_picture_in_an_archive_stops_none_of_the_others(
    calls: str, tmp_path: Path
) -> None:
    packed = as_zip(folder(tmp_path / "shots"))
    data = bytearray(packed.read_bytes())
    place = data.index(png(2)[:60]) + 50
    data[place] ^= 0xFF
    packed.write_bytes(data)
    ran = Ran("--frames", str(packed), calls)
    assert ran.out.endswith("frames: 2 created, 0 updated, 0 unchanged, 1 refused\n")
    assert "file: cannot be read from the archive" in ran.err


def test_a_bucket_that_is_away_is_told(calls: str, tmp_path: Path) -> None:
    given = str(folder(tmp_path / "shots"))
    with (
        other_bucket(endpoint_url="http://127.0.0.1:9"),
        pytest.raises(CommandError, match="The bucket cannot be reached; run it again"),
    ):
        Ran("--frames", given, calls)
    assert Ran("--frames", given).out == "frames: 3 created, 0 updated, 0 unchanged, 0 refused\n"
