"""The bucket: signatures as boto3 makes them, addresses that end, folders that are emptied."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from moto.backends import get_backend
from moto.server import ThreadedMotoServer

from conversations.models import Conversation
from frames import storage
from frames.folders import occupied
from frames.storage import FOLDER, Part, Reader, Unreachable, folder
from frames.tests.making import filled, other_bucket, png, status_of, uploaded
from intake.tests.making import conversation
from orgs.models import Organization
from privacy.catalogue import declared_places
from privacy.registry import Store
from web.objects import credentials
from web.presigned import Credentials, Signer

AT = datetime(2026, 5, 1, 12, 0, 7, tzinfo=UTC)


@pytest.fixture
def shown(northwind: Organization) -> Conversation:
    return conversation(northwind)


def client() -> Any:
    return storages["default"].connection.meta.client  # type: ignore[attr-defined]


@given(
    key=st.text("abz09-_.~/ +&=é", min_size=1, max_size=40),
    name=st.text("ab \"'+&=é;", max_size=20),
)
def test_signatures_are_those_of_boto3(key: str, name: str) -> None:
    answers = {"response-content-type": "image/png", "response-content-disposition": name}
    if not name:
        del answers["response-content-disposition"]
    signer = Signer(credentials(), "GET", AT, 300)
    told = {"response-content-type": "ResponseContentType",
            "response-content-disposition": "ResponseContentDisposition"}  # fmt: skip
    params = {told[header]: value for header, value in answers.items()}
    with time_machine.travel(AT, tick=False):
        theirs = client().generate_presigned_url(
            "get_object", Params={"Bucket": settings.S3_BUCKET, "Key": key, **params},
            ExpiresIn=300,
        )  # fmt: skip
    assert _sorted(signer.sign(key, *answers.items())) == _sorted(theirs)


def _sorted(url: str) -> tuple[str, list[str]]:
    path, _, query = url.partition("?")
    return path, sorted(query.split("&"))


def test_a_virtual_host_is_signed_too() -> None:
    base = "https://shots.s3.eu-west-1.amazonaws.com"
    signer = Signer(Credentials(base, "eu-west-1", "id", "secret"), "GET", AT, 60)
    assert signer.sign("frames/1/2/x/original").startswith(f"{base}/frames/1/2/x/original?X-Amz-")


@override_settings(FRAMES_URL_SECONDS=10)
def test_addresses_die_on_time(shown: Conversation, bucket: Any) -> None:
    [frame] = filled(shown, png())
    now = timezone.now()
    # The server's clock is not ours to set: the address is made as it would have been before.
    for ago, expected in ((0, 200), (4, 200), (11, 400), (3600, 400)):
        reader = Reader(now - timedelta(seconds=ago))
        assert reader.expires_at <= now - timedelta(seconds=ago) + timedelta(seconds=10)
        assert status_of(reader.url(frame, Part.SMALL)) == expected, ago


def test_addresses_cannot_be_changed(shown: Conversation, bucket: Any) -> None:
    first, other = filled(shown, png(1), png(2))
    url = Reader(timezone.now()).url(first, Part.SMALL)
    assert status_of(url) == 200
    for changed in (
        url.replace(first.key, other.key),
        url.replace("X-Amz-Expires=300", "X-Amz-Expires=9000"),
        url.replace("image%2Fwebp", "text%2Fhtml"),
        url.replace(Part.SMALL, Part.UPLOAD),
        url.partition("?")[0],
    ):
        assert status_of(changed) in (400, 403), changed
    assert status_of(Request(url, b"x", method="PUT")) == 403


def test_the_same_minute_gives_the_same_address(shown: Conversation, bucket: Any) -> None:
    [frame] = filled(shown, png())
    start = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    urls = {Reader(start + timedelta(seconds=s)).url(frame, Part.SMALL) for s in range(60)}
    assert len(urls) == 1


def test_every_object_lies_where_the_registry_says(shown: Conversation, bucket: Any) -> None:
    filled(shown, png(1), png(2))
    uploaded(shown, png(3))
    [place] = [each for each in declared_places() if each.name.startswith(f"{FOLDER}/")]
    assert place.store is Store.BUCKET
    prefix = folder(shown.organization_id, shown.pk)
    keys = [each.key for each in bucket.objects.all()]
    assert len(keys) >= 7 and all(key.startswith(prefix) for key in keys)
    assert {key.rpartition("/")[2] for key in keys} == set(Part) == set(place.personal)


def test_a_folder_is_emptied_and_no_other(bucket: Any) -> None:
    for number in range(1100):
        bucket.put_object(Key=f"frames/1/2/k{number}/original", Body=b"abc")
    bucket.put_object(Key="frames/1/20/k/original", Body=b"abc")
    client().create_multipart_upload(Bucket=bucket.name, Key="frames/1/2/k/upload")
    assert storage.footprint("frames/1/2/") == storage.Footprint(1101, 3300)
    assert storage.purge("frames/1/2/") == 1101
    assert storage.footprint("frames/1/2/") == storage.Footprint()
    assert storage.footprint("frames/1/20/") == storage.Footprint(1, 3)
    assert storage.purge("frames/1/2/") == 0


@pytest.mark.parametrize("prefix", ["", "/", "frames", "frames/1", "exports/1/"])
def test_nothing_but_a_folder_of_frames_is_emptied(prefix: str) -> None:
    with pytest.raises(ValueError, match="no folder"):
        storage.purge(prefix)


@pytest.fixture
def versioned() -> Iterator[Any]:
    """A bucket that keeps versions, on moto's server, in place of the one of the tests."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    get_backend("s3").reset()  # Its buckets outlive the server.
    host, port = server.get_host_and_port()
    with other_bucket(bucket_name="versioned", endpoint_url=f"http://{host}:{port}"):
        made = client()
        made.create_bucket(Bucket="versioned")
        made.put_bucket_versioning(
            Bucket="versioned", VersioningConfiguration={"Status": "Enabled"}
        )
        yield made
    server.stop()


def test_all_versions_go_and_are_counted_before(versioned: Any) -> None:
    for number in range(3):
        for _ in range(2):
            versioned.put_object(
                Bucket="versioned", Key=f"frames/1/2/k{number}/original", Body=b"abc"
            )
    versioned.delete_object(Bucket="versioned", Key="frames/1/2/k0/original")
    versioned.put_object(Bucket="versioned", Key="frames/1/3/k/original", Body=b"abc")
    versioned.create_multipart_upload(Bucket="versioned", Key="frames/1/2/k9/upload")
    # Six versions, a marker and an upload that nobody finished.
    assert storage.footprint("frames/1/2/") == storage.Footprint(8, 18)
    assert storage.purge("frames/1/2/") == 8
    assert storage.footprint("frames/1/2/") == storage.Footprint()
    told = versioned.list_object_versions(Bucket="versioned")
    assert [each["Key"] for each in told["Versions"]] == ["frames/1/3/k/original"]
    assert "DeleteMarkers" not in told


def put_into(made: Any, *conversations: int) -> None:
    for each in conversations:
        made.put_object(Bucket=settings.S3_BUCKET, Key=f"frames/77/{each}/k/original", Body=b"abc")


def test_which_folders_hold_something_is_asked_in_a_few_listings(bucket: Any) -> None:
    put_into(client(), 5, 9, 10, 12, 123, 990, 1001)
    assert occupied(77, range(1, 1000)) == [5, 9, 10, 12, 123, 990]
    assert occupied(77, range(13, 100)) == []
    assert occupied(78, range(1, 1000)) == []
    assert occupied(77, [7, 8]) == [7, 8]  # So few are looked into without asking.


def test_a_folder_of_markers_and_unfinished_uploads_holds_something(versioned: Any) -> None:
    for each in (2, 3):
        versioned.put_object(Bucket="versioned", Key=f"frames/1/{each}/k/original", Body=b"abc")
    versioned.delete_object(Bucket="versioned", Key="frames/1/2/k/original")
    versioned.create_multipart_upload(Bucket="versioned", Key="frames/1/40/k9/upload")
    assert occupied(1, range(1, 100)) == [2, 3, 40]


@pytest.mark.django_db
def test_what_was_uploaded_leaves_no_version_behind(
    versioned: Any, northwind: Organization
) -> None:
    shown = conversation(northwind)
    [frame] = filled(shown, png())
    assert frame.state == "ready"
    told = versioned.list_object_versions(Bucket="versioned")
    parts = sorted(each["Key"].rpartition("/")[2] for each in told["Versions"])
    assert parts == ["1280.webp", "320.webp", "original"]
    assert "DeleteMarkers" not in told


def test_what_breaks_off_is_taken_up_again(versioned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1040):
        versioned.put_object(Bucket="versioned", Key=f"frames/1/2/k{number}/original", Body=b"")
    calls = []
    original = versioned.delete_objects

    def breaks_at_the_second(**asked: Any) -> Any:
        calls.append(asked)
        if len(calls) == 2:
            raise OSError("connection reset")
        return original(**asked)

    monkeypatch.setattr(versioned, "delete_objects", breaks_at_the_second)
    with pytest.raises(Unreachable):
        storage.purge("frames/1/2/")
    assert storage.footprint("frames/1/2/").objects == 40
    assert storage.purge("frames/1/2/") == 40
