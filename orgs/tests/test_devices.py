"""Where one is signed in, and signing out elsewhere."""

from django.test import Client
from django.urls import reverse

from orgs.models import User
from orgs.tests.helpers import is_signed_in, sign_in
from roxels_dash.tests.markup import problems

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in_from(user: User, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    sign_in(client, user.email)
    return client


def test_each_device_is_listed_in_plain_words(viewer: User) -> None:
    signed_in_from(viewer, PHONE)
    page = signed_in_from(viewer, LAPTOP).get(reverse("usersessions_list")).content.decode()
    assert problems(page) == []
    assert "Safari on iPhone" in page
    assert "Firefox on Linux" in page
    assert page.count("This device") == 1


def test_signing_the_others_out_leaves_this_one(viewer: User, stranger: User) -> None:
    phone, laptop = signed_in_from(viewer, PHONE), signed_in_from(viewer, LAPTOP)
    somebody_else = signed_in_from(stranger, PHONE)
    laptop.post(reverse("usersessions_list"))
    assert is_signed_in(laptop)
    assert not is_signed_in(phone)
    assert is_signed_in(somebody_else)


def test_a_browser_cannot_put_markup_into_the_page(viewer: User) -> None:
    client = signed_in_from(viewer, "<script>alert(1)</script>")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
