"""An invitation's link makes its address a member, once, within seven days."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orgs.domain import invitations, links
from orgs.models import AuditEvent, Invitation, Membership, Organization, Role, User
from orgs.tasks import forget_old_invitations
from orgs.tests.helpers import invite, is_signed_in, page_of
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD, ClientOf, make_member, make_user

INVITE = "/o/northwind/members/invite/"
NEW = "newcomer@example.com"
ACCOUNT = {"name": "Nora Newcomer", "password": PASSWORD}


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def once_in(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def send(client: Client, email: str = NEW, role: str = "analyst", once: str = "") -> str:
    """Invite as an admin does, and return the answer."""
    form = {"email": email, "role": role, "once": once or once_in(page_of(client, INVITE))}
    page = client.post(INVITE, form).content.decode()
    assert problems(page) == []
    return page


def path_in(text: str) -> str:
    """The link's path and query, without the host."""
    found = re.search(rf"{settings.BASE_URL}(/join/\?invitation=[\w.-]+)", text)
    assert found
    return found[1]


def link(invited: invitations.Invited, *, mailed: bool = True) -> str:
    token = links.as_mailed(invited.token) if mailed else invited.token
    return f"{reverse('join')}?invitation={token}"


def test_the_link_is_mailed_and_shown_once_and_kept_as_a_hash_alone(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    shown = path_in(send(client))
    [sent] = mailoutbox
    assert sent.to == [NEW]
    assert sent.subject == "Roxels Dash: You are invited to Northwind Trading"
    token = path_in(str(sent.body)).split("=")[1].split(".")[0]
    assert shown.endswith(f"={token}") and len(token) == 43  # 256 bits
    kept = Invitation.objects.get()
    assert bytes(kept.digest) == links.digest_of(token)
    assert kept.expires_at - kept.created_at == timedelta(days=7)
    listed = page_of(client, "/o/northwind/members/")
    assert NEW in listed and token not in listed
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("member.invited", kept.public_id)
    assert NEW not in str(vars(event))


def test_a_newcomer_makes_an_account_and_is_in(
    client: Client, mailoutbox: list[EmailMessage], client_of: ClientOf
) -> None:
    send(client)
    newcomer, address = client_of(None), path_in(str(mailoutbox[0].body))
    page = page_of(newcomer, address)
    assert "You will sign in with <strong>newcomer@example.com" in page
    assert "at least 12 characters" in page
    assert newcomer.post(address, ACCOUNT)["Location"] == reverse("home")
    assert is_signed_in(newcomer)
    user = User.objects.get(email=NEW)
    assert user.name == "Nora Newcomer"
    assert user.memberships.get().role == Role.ANALYST
    events = AuditEvent.objects.order_by("id").values_list("action", "actor_id")
    assert list(events)[1:] == [("member.joined", user.pk), ("user.signed_in", user.pk)]


def test_a_link_passed_on_otherwise_proves_no_address(
    client: Client, mailoutbox: list[EmailMessage], client_of: ClientOf
) -> None:
    shown, newcomer = path_in(send(client)), client_of(None)
    response = newcomer.post(shown, ACCOUNT)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(newcomer)
    assert not EmailAddress.objects.get(email=NEW).verified
    assert mailoutbox[-1].to == [NEW] and "Confirm" in mailoutbox[-1].subject


def test_a_proof_that_was_made_up_is_no_link(
    northwind: Organization, admin: User, client_of: ClientOf
) -> None:
    token = invite(northwind, admin, NEW).token
    page = client_of(None).get(f"{reverse('join')}?invitation={token}.{'A' * 43}")
    assert page.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "unknown", "a.b", "." * 9, "ü\x00", "x" * 5000])
def test_an_unknown_token_is_a_page_that_there_is_not(client_of: ClientOf, token: str) -> None:
    page = client_of(None).get(reverse("join"), {"invitation": token})
    nowhere = client_of(None).get("/nowhere/")
    assert page.status_code == 404
    assert page.content == nowhere.content


def test_the_invited_account_joins_with_a_click(
    northwind: Organization, admin: User, stranger: User, client_of: ClientOf
) -> None:
    client, address = client_of(stranger), link(invite(northwind, admin, "Stranger@Example.com"))
    assert "Join Northwind Trading" in page_of(client, address)
    assert not stranger.memberships.filter(organization=northwind).exists()
    for _ in range(2):  # Sent twice, both lead in; there is one membership and one line.
        assert client.post(address)["Location"] == "/o/northwind/"
    assert stranger.memberships.get(organization=northwind).role == Role.ANALYST
    assert AuditEvent.objects.filter(action="member.joined").count() == 1


def test_somebody_else_is_told_whose_it_is_and_joins_nothing(
    northwind: Organization, admin: User, stranger: User, client_of: ClientOf
) -> None:
    client, address = client_of(stranger), link(invite(northwind, admin, NEW))
    page = page_of(client, address)
    assert "This invitation is for <strong>newcomer@example.com</strong>" in page
    assert "you are signed in as <strong>stranger@example.com</strong>" in page
    client.post(address, ACCOUNT)
    assert not stranger.memberships.filter(organization=northwind).exists()
    assert not User.objects.filter(email=NEW).exists()
    signed_out = client.post(reverse("account_logout"), {"next": address})
    assert signed_out["Location"] == address


def test_who_has_an_account_signs_in_with_it_and_comes_back(
    northwind: Organization, admin: User, stranger: User, client_of: ClientOf
) -> None:
    client, address = client_of(None), link(invite(northwind, admin, stranger.email))
    assert "has an account already" in page_of(client, address)
    before = stranger.password
    client.post(address, ACCOUNT)  # Nobody sets another password through a link.
    stranger.refresh_from_db()
    assert stranger.password == before
    form = {"login": stranger.email, "password": PASSWORD, "next": address}
    assert client.post(reverse("account_login"), form)["Location"] == address


def test_used_revoked_and_expired_links_say_so(
    northwind: Organization, admin: User, client_of: ClientOf, client: Client
) -> None:
    used = invite(northwind, admin, "used@example.com")
    client_of(None).post(link(used), ACCOUNT)
    revoked = invite(northwind, admin, "revoked@example.com")
    client.post(
        reverse("invitation_revoke", args=["northwind", revoked.invitation.public_id]), follow=True
    )
    late = invite(northwind, admin, "late@example.com")
    anyone = client_of(None)
    assert "It has been used" in page_of(anyone, link(used), 410)
    assert "took it back" in page_of(anyone, link(revoked), 410)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert "good for seven days" in page_of(anyone, link(late), 410)
        anyone.post(link(late), ACCOUNT)
    assert not User.objects.filter(email__in=["revoked@example.com", "late@example.com"]).exists()


def test_one_who_used_it_and_was_removed_does_not_come_back_through_it(
    northwind: Organization, admin: User, stranger: User, client_of: ClientOf
) -> None:
    client, address = client_of(stranger), link(invite(northwind, admin, stranger.email))
    client.post(address)
    Membership.objects.filter(organization=northwind, user=stranger).delete()
    assert client.post(address).status_code == 410
    assert not stranger.memberships.filter(organization=northwind).exists()


def test_a_form_sent_twice_invites_once(client: Client, mailoutbox: list[EmailMessage]) -> None:
    once = once_in(page_of(client, INVITE))
    assert path_in(send(client, once=once)) == path_in(send(client, once=once))
    assert Invitation.objects.count() == AuditEvent.objects.count() == len(mailoutbox) == 1


def test_a_new_link_to_the_same_address_replaces_the_old(
    client: Client, mailoutbox: list[EmailMessage], client_of: ClientOf
) -> None:
    first, second = path_in(send(client, role="admin")), path_in(send(client))
    assert page_of(client_of(None), first, 410)
    assert page_of(client_of(None), second)
    assert [i.is_open() for i in Invitation.objects.order_by("id")] == [False, True]


def test_a_member_is_not_invited_again(client: Client, northwind: Organization) -> None:
    make_member("bo", northwind, Role.VIEWER)
    assert "is a member already" in send(client, email="Bo@example.com")
    assert not mail.outbox


def test_there_is_an_end_to_mailing_people(
    client: Client, northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "PER_DAY", 2)
    for name in ("ana", "bo"):
        invite(northwind, admin, f"{name}@example.com")
    assert "invitations a day are the most" in send(client)
    assert not mail.outbox


def test_where_no_mail_goes_out_the_admin_reads_so_and_has_the_link(
    client: Client, client_of: ClientOf, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # Where nothing listens.
    page = send(client)
    assert "The mail could not be sent" in page
    assert page_of(client_of(None), path_in(page))


@pytest.mark.parametrize("password", ["short", "password1234", "newcomer@example.com"])
def test_a_poor_password_makes_no_account(
    northwind: Organization, admin: User, client_of: ClientOf, password: str
) -> None:
    address = link(invite(northwind, admin, NEW))
    response = client_of(None).post(address, {"name": "Nora", "password": password})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_password_error"' in page and problems(page) == []
    assert not User.objects.filter(email=NEW).exists()


def test_support_staff_invite_nobody(visiting_support: User, client_of: ClientOf) -> None:
    form = {"email": NEW, "role": "admin", "once": "a" * 24}
    assert client_of(visiting_support).post(INVITE, form).status_code == 403
    assert not Invitation.objects.exists()


def test_no_organisation_revokes_anothers_invitation(
    northwind: Organization, admin: User, stranger: User, client_of: ClientOf
) -> None:
    kept = invite(northwind, admin, NEW).invitation
    client_of(stranger).post(reverse("invitation_revoke", args=["bluefin", kept.public_id]))
    assert Invitation.objects.get().is_open()


def test_addresses_of_those_who_never_came_are_forgotten(
    northwind: Organization, admin: User
) -> None:
    for email, days in (("old@example.com", 98), ("new@example.com", 96)):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            invite(northwind, admin, email)
    forget_old_invitations()
    assert [invitation.email for invitation in Invitation.objects.all()] == ["new@example.com"]


def test_the_link_leads_to_where_the_pages_are(client: Client) -> None:
    page = send(client)
    url = urlsplit(re.findall(r'value="(http[^"]+)"', page)[0])
    assert f"{url.scheme}://{url.netloc}" == settings.BASE_URL


@pytest.mark.django_db
def test_one_address_is_one_account_whatever_its_capitals(northwind: Organization) -> None:
    admin = make_member("admin", northwind, Role.ADMIN)
    make_user("newcomer")
    invited = invite(northwind, admin, "NewComer@Example.com")
    assert "has an account already" in page_of(Client(), link(invited))
