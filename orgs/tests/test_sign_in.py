"""Signing in and out, and what is refused on the way."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from orgs.models import User
from orgs.tests.helpers import is_signed_in, sign_in
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD


def test_the_right_password_leads_to_the_organisation(client: Client, viewer: User) -> None:
    response = sign_in(client, viewer.email)
    assert response["Location"] == reverse("home")
    response = client.get(reverse("home"))
    assert response["Location"] == "/o/northwind/"


def test_capitals_in_the_address_do_not_matter(client: Client, viewer: User) -> None:
    sign_in(client, viewer.email.upper())
    assert is_signed_in(client)


def test_a_wrong_password_says_so_and_lets_nobody_in(client: Client, viewer: User) -> None:
    response = sign_in(client, viewer.email, "not the password")
    page = response.content.decode()
    assert "This e-mail address and password do not belong together." in page
    assert problems(page) == []
    assert not is_signed_in(client)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(
    client: Client, viewer: User
) -> None:
    known = sign_in(client, viewer.email, "not the password").content.decode()
    unknown = sign_in(client, "nobody@example.com", "not the password").content.decode()
    assert "do not belong together" in known
    assert _without_what_was_typed(known) == _without_what_was_typed(unknown)


def _without_what_was_typed(page: str) -> list[str]:
    return [line for line in page.splitlines() if "@example.com" not in line and "csrf" not in line]


def test_after_five_wrong_passwords_the_right_one_waits_too(client: Client, viewer: User) -> None:
    for _ in range(5):
        sign_in(client, viewer.email, "not the password")
    response = sign_in(client, viewer.email)
    assert "Too many wrong tries" in response.content.decode()
    assert not is_signed_in(client)


def test_too_many_tries_from_one_address_meet_a_designed_page(client: Client, viewer: User) -> None:
    answers = [sign_in(client, f"guess{n}@example.com", "guess") for n in range(31)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert answers[30].status_code == 429
    page = answers[30].content.decode()
    assert "Too many attempts" in page
    assert problems(page) == []


def test_signing_in_changes_the_session_id(client: Client, viewer: User) -> None:
    client.get("/o/northwind/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    sign_in(client, viewer.email)
    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example/",
    ],
)
def test_nobody_is_led_off_this_site(client: Client, viewer: User, target: str) -> None:
    assert sign_in(client, viewer.email, target=target)["Location"] == reverse("home")


def test_the_page_that_was_wanted_comes_after_sign_in(client: Client, viewer: User) -> None:
    response = client.get("/o/northwind/conversations/?q=late%20delivery")
    assert response.status_code == 302
    page = client.get(response["Location"])
    wanted = "/o/northwind/conversations/?q=late%20delivery"
    assert f'name="next" value="{wanted}"' in page.content.decode()
    assert sign_in(client, viewer.email, target=wanted)["Location"] == wanted


def test_htmx_is_told_to_leave_the_page(client: Client, viewer: User) -> None:
    response = client.get("/o/northwind/conversations/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_sign_up_is_closed_and_makes_nobody(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts come by invitation" in page
    form = {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(reverse("account_signup"), form)
    assert "Accounts come by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_a_switched_off_account_cannot_sign_in(client: Client, viewer: User) -> None:
    User.objects.update(is_active=False)
    response = sign_in(client, viewer.email)
    assert not is_signed_in(client)
    if response.status_code == 302:
        assert response["Location"] == reverse("account_inactive")


def test_switching_an_account_off_ends_its_sessions(client: Client, viewer: User) -> None:
    sign_in(client, viewer.email)
    assert is_signed_in(client)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_an_unconfirmed_address_is_confirmed_first(
    client: Client, viewer: User, mailoutbox: list
) -> None:
    EmailAddress.objects.update(verified=False)
    response = sign_in(client, viewer.email)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    [mail] = mailoutbox
    assert mail.subject == "Roxels Dash: Confirm your e-mail address"
    [link] = [line for line in mail.body.splitlines() if line.startswith("http")]
    page = client.get(link).content.decode()
    assert "Is <strong>viewer@example.com</strong> yours" in page
    assert problems(page) == []
    client.post(link)
    assert EmailAddress.objects.get().verified


def test_signing_out_takes_a_click(client: Client, viewer: User) -> None:
    client.force_login(viewer)
    page = client.get(reverse("account_logout"))
    assert "Sign out?" in page.content.decode()
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_passwords_are_kept_as_argon2() -> None:
    from roxels_dash import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
