"""What waits when the bucket is away, what dies midway, and what nobody ever finishes."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation
from erasure.places import catalogue, handler_of
from frames import images, storage
from frames.domain import process_due, processing, purge_objects, sweep, sweep_strays
from frames.models import Frame
from frames.queries.erasing import footprint, uploads_end_at
from frames.storage import Part, Unreachable, folder, folder_of
from frames.tests.making import awaited, filled, looked_at, other_bucket, png, uploaded
from intake.tests.making import conversation
from orgs.models import Organization, User
from privacy.registry import Subjects
from roxels_dash.tests.people import ClientOf


@pytest.fixture
def shown(northwind: Organization) -> Conversation:
    return conversation(northwind)


def away() -> Any:
    """Have the bucket's server not answer, within `with`: nobody listens there."""
    return other_bucket(endpoint_url="http://127.0.0.1:9")


def due(frame: Frame) -> None:
    Frame.objects.filter(pk=frame.pk).update(due_at=timezone.now())


def test_uploads_wait_for_the_bucket_and_go_on_by_themselves(shown: Conversation) -> None:
    frame = uploaded(shown, png())
    for _ in range(7):  # However often: what is no fault of the picture's counts as no try.
        with away():
            frame = looked_at(frame)
        assert (frame.state, frame.attempts) == ("uploaded", 0)
        assert frame.due_at and timezone.now() < frame.due_at < timezone.now() + timedelta(hours=1)
        due(frame)
    assert looked_at(frame).state == "ready"


def test_a_refusal_waits_for_the_bucket_too(shown: Conversation, bucket: Any) -> None:
    frame = uploaded(shown, b"no picture")
    original = storage.purge
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "purge", lambda _: (_ for _ in ()).throw(Unreachable("503")))
        assert looked_at(frame).state == "uploaded"
    assert storage.purge is original
    due(frame)
    assert looked_at(frame).state == "refused"


def test_pages_and_places_need_no_bucket(
    shown: Conversation,
    bucket: Any,
    client_of: ClientOf,
    viewer: User,
) -> None:
    [frame] = filled(shown, png())
    client: Client = client_of(viewer)
    page = f"/o/northwind/conversations/{shown.public_id}/"
    with away():
        assert client.get(page).status_code == 200
        assert client.get("/o/northwind/conversations/?frames=1").status_code == 200
        assert client.get(f"{page}frames/{frame.number}/thumb").status_code == 302


def test_what_killed_a_worker_is_tried_alone_and_given_up(
    shown: Conversation, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = uploaded(shown, png(1)), uploaded(shown, png(2))
    original = processing._outcomes
    batches: list[list[int]] = []

    def dies_of_the_bad_one(frames: Any) -> Any:
        batches.append([frame.pk for frame in frames])
        if bad.pk in batches[-1] and frames[0].attempts <= 5:
            raise SystemExit  # As far as the database is concerned.
        return original(frames)

    monkeypatch.setattr(processing, "_outcomes", dies_of_the_bad_one)
    for _ in range(9):
        Frame.objects.filter(state="uploaded").update(due_at=timezone.now())
        try:
            process_due()
        except SystemExit:
            continue
    good.refresh_from_db()
    bad.refresh_from_db()
    assert batches[0] == [good.pk, bad.pk]
    assert all(len(batch) == 1 for batch in batches[1:])
    assert good.state == "ready"
    assert (bad.state, bad.reason) == ("refused", "could not be read")


def test_a_picture_that_upsets_us_does_not_hold_up_the_others(
    shown: Conversation, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [uploaded(shown, png(1)), uploaded(shown, png(2))]
    original = images.picture

    def upset(data: bytes, content_type: str) -> Any:
        if data == png(1):
            raise MemoryError
        return original(data, content_type)

    monkeypatch.setattr(images, "picture", upset)
    process_due()
    states = [Frame.objects.get(pk=frame.pk).state for frame in frames]
    assert states == ["refused", "ready"]


def test_what_comes_late_replaces_nothing_and_goes(shown: Conversation, bucket: Any) -> None:
    """The address to upload to stays open for a while after the picture was verified."""
    frame = looked_at(uploaded(shown, png(1)))
    kept = storage.read(frame, Part.ORIGINAL)
    storage.write(frame, Part.UPLOAD, png(2), "image/png")
    assert storage.read(frame, Part.ORIGINAL) == kept
    assert frame.due_at and frame.due_at > frame.upload_until
    due(frame)
    frame = looked_at(frame)
    assert (frame.state, frame.due_at) == ("ready", None)
    keys = {each.key for each in bucket.objects.all()}
    assert keys == {folder_of(frame) + part for part in Part if part is not Part.UPLOAD}


def test_places_that_nobody_confirmed_are_swept_within_a_day(
    shown: Conversation, bucket: Any
) -> None:
    now = timezone.now()
    old = awaited(shown, png(1), upload_until=now - timedelta(hours=13))
    storage.write(old, Part.UPLOAD, png(1), "image/png")
    young = awaited(shown, png(2), upload_until=now - timedelta(hours=11))
    kept = uploaded(shown, png(3), upload_until=now - timedelta(hours=13))
    with away():
        assert sweep() == 0
    assert Frame.objects.count() == 3
    assert sweep() == 1
    assert set(Frame.objects.all()) == {young, kept}
    assert {each.key for each in bucket.objects.all()} == {folder_of(kept) + Part.UPLOAD}
    assert sweep() == 0


def test_what_was_announced_and_never_came_is_refused(shown: Conversation, bucket: Any) -> None:
    frame = awaited(
        shown,
        png(),
        state="uploaded",
        due_at=timezone.now(),
        upload_until=timezone.now() - timedelta(seconds=1),
    )
    frame = looked_at(frame)
    assert (frame.state, frame.reason) == ("refused", "was never uploaded")


def test_many_pictures_keep_no_other_task_waiting(
    shown: Conversation, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left after some seconds is a task behind those of others."""
    woken: list[str] = []
    monkeypatch.setattr(processing, "wake", woken.append)
    monkeypatch.setattr(processing, "_AT_ONCE", 1)
    for number in range(3):
        uploaded(shown, png(number))
    assert process_due(0) == 1 and woken == [processing.PROCESS]
    assert process_due() == 2 and len(woken) == 1


def test_an_erasure_finds_and_removes_everything(
    northwind: Organization, shown: Conversation, bucket: Any
) -> None:
    other = conversation(northwind, "iv_other")
    filled(other, png(9))
    before = footprint(northwind.pk, [other.pk])
    filled(shown, png(1), png(2))
    late = uploaded(shown, png(3))
    found = footprint(northwind.pk, [shown.pk])
    assert (found.rows, found.objects) == (3, 7) and found.bytes > 3 * len(png(1))
    assert uploads_end_at([shown.pk]) == late.upload_until
    Conversation.objects.filter(pk=shown.pk).update(erasing_at=timezone.now())
    assert purge_objects(northwind.pk, [shown.pk]) == found.objects
    # A worker that comes now finds the conversation hidden and leaves it alone.
    assert process_due() == 1
    left = footprint(northwind.pk, [shown.pk])
    assert (left.rows, left.objects, left.bytes) == (3, 0, 0) and not left.is_empty
    Frame.objects.filter(conversation=shown).delete()
    assert footprint(northwind.pk, [shown.pk]).is_empty
    assert footprint(northwind.pk, [other.pk]) == before


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_whoever_is_writing(
    shown: Conversation, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded(shown, png(1))
    writes, goes_on = threading.Event(), threading.Event()
    original = processing._store

    def slowly(*given: Any) -> None:
        writes.set()
        assert goes_on.wait(120)
        original(*given)

    def work() -> None:
        process_due()
        connection.close()

    monkeypatch.setattr(processing, "_store", slowly)
    worker = threading.Thread(target=work)
    worker.start()
    assert writes.wait(120)
    Conversation.objects.filter(pk=shown.pk).update(erasing_at=timezone.now())

    removed: list[int] = []

    def erase() -> None:
        removed.append(purge_objects(shown.organization_id, [shown.pk]))
        connection.close()

    eraser = threading.Thread(target=erase)
    eraser.start()
    eraser.join(0.3)
    assert eraser.is_alive() and not removed
    goes_on.set()
    worker.join(120)
    eraser.join(120)
    assert removed == [4]
    assert footprint(shown.organization_id, [shown.pk]).objects == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work(shown: Conversation, bucket: Any) -> None:
    frames = [uploaded(shown, png(number)) for number in range(12)]

    def work() -> None:
        process_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert Frame.objects.filter(state="ready").count() == len(frames)
    shown.refresh_from_db()
    assert shown.frame_count == len(frames)


def test_an_erasure_job_asks_the_room(
    northwind: Organization, shown: Conversation, bucket: Any
) -> None:
    filled(shown, png(1))
    [place] = [place for place in catalogue().handled if place.name.startswith("frames/")]
    handler = handler_of(place)
    subjects = Subjects(northwind.pk, conversations=[shown.pk])
    assert handler.count(subjects) == 3
    [(name, picture)] = handler.files(subjects)
    assert name.endswith(".png") and picture == storage.read(Frame.objects.get(), Part.ORIGINAL)
    late = awaited(shown, png(2))
    assert handler.open_until(subjects) == late.upload_until + timedelta(minutes=5)
    Conversation.objects.update(erasing_at=timezone.now())
    assert handler.erase(subjects) == 3
    assert handler.count(subjects) == handler.erase(subjects) == 0


def test_a_picture_that_came_behind_an_erasure_is_swept_and_no_other(
    shown: Conversation, bucket: Any
) -> None:
    [kept] = filled(shown, png())
    before = {each.key for each in bucket.objects.filter(Prefix="frames/")}
    gone = folder(shown.organization_id, shown.pk + 1_000_000)
    bucket.put_object(Key=f"{gone}{kept.key}/{Part.UPLOAD}", Body=b"late")
    with away():
        assert sweep_strays() == 0
    assert sweep_strays() == 1
    assert {each.key for each in bucket.objects.filter(Prefix="frames/")} == before != set()
