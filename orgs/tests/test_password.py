"""Changing and resetting a password, and what that ends elsewhere."""

from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from orgs.models import AuditEvent, User
from orgs.tests.helpers import is_signed_in, sign_in
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD, ClientOf

NEW = "another long passphrase"


def change(client: Client, old: str, new: str) -> str:
    form = {"oldpassword": old, "password1": new, "password2": new}
    response = client.post(reverse("account_change_password"), form, follow=True)
    page = response.content.decode()
    assert problems(page) == []
    return page


def test_a_new_password_signs_out_every_other_device(client_of: ClientOf, viewer: User) -> None:
    here, elsewhere = client_of(viewer), client_of(viewer)
    assert is_signed_in(elsewhere)
    assert "Your password is changed" in change(here, PASSWORD, NEW)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not sign_in(elsewhere, viewer.email, PASSWORD).has_header("Location")
    assert sign_in(elsewhere, viewer.email, NEW).has_header("Location")


def test_the_owner_hears_of_the_change(
    client_of: ClientOf, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    change(client_of(viewer), PASSWORD, NEW)
    [mail] = mailoutbox
    assert mail.to == [viewer.email]
    assert "If it was not you" in str(mail.body)


def test_the_change_stands_in_the_audit_log(client_of: ClientOf, viewer: User) -> None:
    change(client_of(viewer), PASSWORD, NEW)
    told = AuditEvent.objects.get(action="user.password_changed")
    assert (told.actor_id, told.object_id) == (viewer.pk, str(viewer.pk))


def test_a_wrong_current_password_changes_nothing(client_of: ClientOf, viewer: User) -> None:
    page = change(client_of(viewer), "not the password", NEW)
    assert "This is not your current password." in page
    assert 'aria-invalid="true"' in page
    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)


def test_short_and_common_passwords_are_refused(client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    assert "at least 12 characters" in change(client, PASSWORD, "short")
    assert "too common" in change(client, PASSWORD, "1q2w3e4r5t6y")
    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)


def test_a_forgotten_password_is_set_through_a_mailed_link(
    client_of: ClientOf, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    elsewhere, client = client_of(viewer), client_of(None)
    client.post(reverse("account_reset_password"), {"email": viewer.email})
    [mail] = mailoutbox
    assert mail.subject == "Roxels Dash: Set a new password"
    [link] = [line for line in str(mail.body).splitlines() if line.startswith("http")]
    response = client.get(link, follow=True)
    page = response.content.decode()
    assert "Set a new password" in page
    assert problems(page) == []
    target = response.redirect_chain[-1][0]
    assert client.post(target, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not is_signed_in(elsewhere)
    assert sign_in(client, viewer.email, NEW).has_header("Location")
    assert "This link no longer works" in client_of(None).get(link).content.decode()


def test_asking_for_an_unknown_address_tells_nothing(
    client_of: ClientOf, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    client = client_of(None)
    known = client.post(reverse("account_reset_password"), {"email": viewer.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [mail.to for mail in mailoutbox] == [[viewer.email]]
