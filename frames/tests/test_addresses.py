"""The pictures' own addresses: lasting, for members alone, leading to signed ones that end."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from api.gate.tests.keys import KeyClient, api_of, problem
from conversations.models import Conversation
from frames.models import Frame
from frames.tests.making import fetch, filled, png, status_of, uploaded
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

__all__ = ["api_of"]

PARTS = ("thumb", "large", "original")


@pytest.fixture
def shown(northwind: Organization) -> Conversation:
    return conversation(northwind)


@pytest.fixture
def frame(shown: Conversation, bucket: Any) -> Frame:
    return filled(shown, png(width=1600, height=900))[0]


def path(frame: Frame, part: str = "thumb", slug: str = "northwind") -> str:
    return f"/o/{slug}/conversations/{frame.conversation.public_id}/frames/{frame.number}/{part}"


def test_they_lead_to_the_picture(frame: Frame, client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    kinds = {}
    for part in PARTS:
        answer = client.get(path(frame, part))
        assert answer.status_code == 302
        assert answer["Referrer-Policy"] == "no-referrer"
        seconds = re.fullmatch(r"private, max-age=(\d+)", answer["Cache-Control"])
        asked = parse_qs(urlsplit(answer["Location"]).query)
        assert seconds and int(seconds[1]) * 2 <= int(asked["X-Amz-Expires"][0]) <= 300
        body, headers = fetch(answer["Location"])
        kinds[part] = headers["Content-Type"], headers["Content-Disposition"]
        assert body
    name = f'attachment; filename="{frame.conversation.public_id}-1.png"'
    assert kinds == {
        "thumb": ("image/webp", None),
        "large": ("image/webp", None),
        "original": ("image/png", name),
    }


def test_a_page_may_show_them(frame: Frame, client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    policy = client.get("/o/northwind/conversations/")["Content-Security-Policy"]
    [images] = [rule for rule in policy.split("; ") if rule.startswith("img-src")]
    bucket = f"{settings.S3_PUBLIC_URL}/{settings.S3_BUCKET}/"  # And no other one of the server.
    assert client.get(path(frame))["Location"].startswith(bucket)
    assert images.split() == ["img-src", "'self'", "data:", bucket]


@pytest.mark.parametrize("part", PARTS)
def test_nobody_else_gets_anywhere(
    part: str,
    frame: Frame,
    shown: Conversation,
    client_of: ClientOf,
    stranger: User,
    viewer: User,
) -> None:
    theirs = client_of(stranger).get(path(frame, part))
    assert theirs.status_code == 404
    assert client_of(stranger).get(path(frame, part, "bluefin")).status_code == 404
    assert client_of(None).get(path(frame, part)).status_code == 302
    member = client_of(viewer)
    for number in (2, 99_999_999_999_999_999_999):
        missing = path(frame, part).replace("/1/", f"/{number}/")
        assert member.get(missing).status_code == 404
    shown.erasing_at = timezone.now()
    shown.save(update_fields=["erasing_at"])
    assert member.get(path(frame, part)).status_code == 404


def test_what_is_not_verified_is_not_shown(
    shown: Conversation, bucket: Any, client_of: ClientOf, viewer: User
) -> None:
    waiting = uploaded(shown, png())
    for state, reason in (("uploaded", ""), ("awaited", ""), ("refused", "is animated")):
        Frame.objects.update(state=state, reason=reason)
        assert client_of(viewer).get(path(waiting)).status_code == 404


def test_support_staff_leave_one_line_for_many_pictures(
    shown: Conversation, bucket: Any, client_of: ClientOf, visiting_support: User
) -> None:
    client = client_of(visiting_support)
    for each in filled(shown, png(1), png(2), png(3)):
        assert client.get(path(each)).status_code == 302
    told = AuditEvent.objects.filter(action="support.read").values_list("object_type", "object_id")
    assert list(told) == [("frames", shown.public_id)]


def test_the_api_answers_its_own_alone(
    frame: Frame, shown: Conversation, api_of: KeyClient, northwind: Organization,
    other_org: Organization,
) -> None:  # fmt: skip
    asked = f"/v1/interviews/{shown.public_id}/frames"
    [told] = api_of(northwind).get(asked).json()
    assert status_of(told["url"]) == status_of(told["thumbnail_url"]) == 200
    assert timezone.now().isoformat() < told["expires_at"]
    unknown = problem(api_of(other_org).get("/v1/interviews/iv_no/frames"), 404)
    assert problem(api_of(other_org).get(asked), 404) == unknown
    assert problem(api_of(northwind, is_test=True).get(asked), 404) == unknown


def test_the_list_counts_and_filters(
    northwind: Organization, frame: Frame, client_of: ClientOf, viewer: User
) -> None:
    conversation(northwind, "iv_without", minute=3)
    client = client_of(viewer)
    page = client.get("/o/northwind/conversations/").content.decode()
    assert "iv_without" in page and page.count("1 frame<") == 1
    narrowed = client.get("/o/northwind/conversations/?frames=1").content.decode()
    assert "iv_without" not in narrowed and "1 frame<" in narrowed
    assert "Has frames" in narrowed


def test_reading_them_takes_one_statement_however_many(
    shown: Conversation, bucket: Any, django_assert_num_queries: Any
) -> None:
    from frames.queries import frames

    for expected in (1, 3):
        filled(shown, *(png(number) for number in range(expected)))
        with django_assert_num_queries(1):
            found = frames.ready(shown)
            signed, expires_at = frames.addresses(found, timezone.now())
        assert len(signed) == len(found) == expected
        assert expires_at <= timezone.now() + timedelta(seconds=300)
