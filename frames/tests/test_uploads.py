"""A capture's way in: a place, an upload by a plain HTTP client, an event, a worker's look."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from conversations.models import Conversation
from frames.domain import process_due
from frames.models import Frame
from frames.tests.making import announced, fetch, png, put
from intake.domain import create_conversations
from intake.tests.live.playing import at, session
from orgs.models import Organization
from orgs.scopes import Scope

__all__ = ["api", "api_of"]


@pytest.fixture
def led(northwind: Organization) -> Conversation:
    return session(northwind)


def place(api: ApiClient, led: Conversation, *frames: dict[str, Any]) -> Any:
    return api.send(f"/v1/sessions/{led.session_id}/frames", {"frames": list(frames)})


def captured(api: ApiClient, led: Conversation, frame: str, key: str = "1") -> Any:
    event = {
        "id": f"captured-{key}",
        "type": "frame.captured",
        "at": at(0).isoformat(),
        "data": {"frame": frame},
    }
    return api.send(f"/v1/sessions/{led.session_id}/events", {"events": [event]})


def test_a_capture_comes_in_and_is_answered(
    api: ApiClient,
    led: Conversation,
    bucket: Any,
) -> None:
    data = png(width=1600, height=900)
    [given] = place(api, led, announced(data, at(3.5), segment="share-1")).json()["frames"]
    assert given["id"].startswith("frm_")
    assert put(given["upload"], data) == 200
    assert captured(api, led, given["id"]).json() == {"accepted": 1, "duplicates": 0}
    assert process_due() == 1
    [told] = api.get(f"/v1/interviews/{led.public_id}/frames").json()
    urls = told.pop("url"), told.pop("thumbnail_url")
    expires_at = told.pop("expires_at")
    assert told == {
        "id": given["id"],
        "segment": "share-1",
        "captured_at": "2026-06-16T14:40:03.5Z",
        "offset_seconds": (at(3.5) - led.origin).total_seconds(),
        "width": 1600,
        "height": 900,
    }
    assert datetime.fromisoformat(expires_at) <= timezone.now() + timedelta(seconds=300)
    body, headers = fetch(urls[0])
    assert (body, headers["Content-Type"]) == (data, "image/png")
    body, headers = fetch(urls[1])
    assert (body[8:12], headers["Content-Type"]) == (b"WEBP", "image/webp")
    before = led.revision
    led.refresh_from_db()
    assert (led.frame_count, led.revision) == (1, before + 2)


def test_the_address_takes_what_was_announced_alone(
    api: ApiClient,
    led: Conversation,
    bucket: Any,
) -> None:
    data = png()
    [given] = place(api, led, announced(data, at(1))).json()["frames"]
    upload = given["upload"]
    headers = {**upload["headers"], "content-type": "text/html"}
    assert put({**upload, "headers": headers}, data) == 403
    assert put(upload, data + b"more") == 403
    assert put({**upload, "url": upload["url"].replace("upload?", "other?")}, data) == 403
    assert list(bucket.objects.all()) == []


def test_the_same_capture_again_is_the_same_frame(
    api: ApiClient,
    led: Conversation,
    bucket: Any,
) -> None:
    data, other = png(1), png(2)
    first = place(api, led, announced(data, at(1)), announced(other, at(1))).json()["frames"]
    assert put(first[0]["upload"], data) == 200
    captured(api, led, first[0]["id"])
    process_due()
    again = place(api, led, announced(data, at(1)), announced(other, at(1))).json()["frames"]
    assert [each["id"] for each in again] == [each["id"] for each in first]
    assert again[0]["upload"] is None and again[1]["upload"]["url"]
    assert [frame.number for frame in Frame.objects.order_by("number")] == [1, 2]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content_type": "image/svg+xml"}, "frames[0].content_type"),
        ({"content_type": "text/html"}, "frames[0].content_type"),
        ({"size": 0}, "frames[0].size"),
        ({"size": 10_000_001}, "frames[0].size"),
        ({"size": "12"}, "frames[0].size"),
        ({"size": 12.5}, "frames[0].size"),
        ({"sha256": "00"}, "frames[0].sha256"),
        ({"captured_at": "yesterday"}, "frames[0].captured_at"),
        ({"captured_at": "2199-01-01T00:00:00Z"}, "frames[0].captured_at"),
        ({"segment": "x" * 201}, "frames[0].segment"),
        ({"surface": "tab"}, "frames[0].surface"),
    ],
)
def test_what_cannot_be_a_capture_is_named(
    api: ApiClient,
    led: Conversation,
    change: dict[str, Any],
    field: str,
) -> None:
    given = {**announced(png(), at(0)), **change}
    assert problem(place(api, led, given), 422)["field"] == field
    assert not Frame.objects.exists()


def test_a_size_is_a_number_of_json_which_has_one_kind(api: ApiClient, led: Conversation) -> None:
    assert place(api, led, {**announced(png(), at(0)), "size": 12.0}).status_code == 200
    assert [frame.size for frame in Frame.objects.all()] == [12]


def test_more_than_a_hundred_places_are_refused(
    api: ApiClient,
    led: Conversation,
) -> None:
    given = [announced(png(), at(number)) for number in range(101)]
    assert problem(place(api, led, *given), 422)["field"] == "frames"
    assert problem(place(api, led), 422)["field"] == "frames"
    assert len(place(api, led, *given[:100]).json()["frames"]) == 100


def test_places_are_the_sessions_own(
    api_of: KeyClient,
    northwind: Organization,
    other_org: Organization,
    led: Conversation,
) -> None:
    given = announced(png(), at(0))
    unknown = problem(
        api_of(northwind).send("/v1/sessions/sess_no/frames", {"frames": [given]}), 404
    )
    for client in (api_of(other_org), api_of(northwind, is_test=True)):
        assert problem(place(client, led, given), 404) == unknown
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    assert problem(place(reader, led, given), 403)["code"] == "forbidden"
    assert not Frame.objects.exists()


def test_only_a_frame_of_the_session_is_captured(
    api: ApiClient,
    northwind: Organization,
    led: Conversation,
) -> None:
    [other] = create_conversations(northwind.pk, "tpl_1", [()], {}, is_test=False)
    [theirs] = place(api, other, announced(png(), at(0))).json()["frames"]
    for frame in (theirs["id"], "frm_unknown"):
        told = problem(captured(api, led, frame), 422)
        assert told["field"] == "events[0].data.frame"


def test_an_erased_conversation_takes_none(api: ApiClient, led: Conversation) -> None:
    led.erasing_at = timezone.now()
    led.save(update_fields=["erasing_at"])
    assert problem(place(api, led, announced(png(), at(0))), 410)["code"] == "erased"


def test_an_event_ahead_of_its_upload_waits_for_it(
    api: ApiClient,
    led: Conversation,
    bucket: Any,
) -> None:
    data = png()
    [given] = place(api, led, announced(data, at(1))).json()["frames"]
    captured(api, led, given["id"])
    process_due()
    frame = Frame.objects.get()
    assert frame.state == "uploaded" and frame.due_at and frame.due_at > timezone.now()
    put(given["upload"], data)
    Frame.objects.update(due_at=timezone.now())
    process_due()
    frame.refresh_from_db()
    assert frame.state == "ready"
