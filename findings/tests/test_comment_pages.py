"""Comments on turns, as members write, read and delete them."""

import pytest
from django.urls import reverse

from findings.models import Comment
from findings.tests.making import dinners
from orgs.models import Organization, Role, User
from roxels_dash.tests.people import ClientOf, make_member

pytestmark = pytest.mark.django_db


def test_comments_stand_at_their_turn(
    northwind: Organization, analyst: User, viewer: User, client_of: ClientOf
) -> None:
    first, *_ = dinners(northwind)
    second = make_member("second", northwind, Role.ANALYST)
    path = reverse("comment_list", args=[northwind.slug, first.public_id])
    client = client_of(analyst)
    for wrong in ({"turn": "99", "text": "x"}, {"turn": "1", "text": " "}, {"turn": "0"}):
        assert client.post(f"{path}add/", wrong).status_code == 422
    assert "<details open>" in client.get(f"{path}?turn=3").content.decode()
    assert "<details open>" not in client.get(path).content.decode()
    client.post(f"{path}add/", {"turn": "3", "text": "A nice one."})
    assert client_of(viewer).post(f"{path}add/", {"turn": "1", "text": "x"}).status_code == 403
    page = client_of(second).get(path).content.decode()
    assert "A nice one." in page and "#turn-3" in page and "/delete/" not in page
    comment = Comment.objects.get()
    gone = reverse("comment_delete", args=[northwind.slug, first.public_id, comment.pk])
    client_of(second).post(gone)
    assert Comment.objects.exists()
    assert client.get(gone).status_code == 302
    assert Comment.objects.exists()
    client.post(gone)
    assert not Comment.objects.exists()
