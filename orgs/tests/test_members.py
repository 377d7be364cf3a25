"""Who may do what is the admins' to say; somebody who can say it always stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orgs import domain
from orgs.domain import members
from orgs.models import AuditEvent, Invitation, Membership, Organization, Role, User
from orgs.queries import access_of
from orgs.tests.helpers import actor, invite, page_of
from roxels_dash.tests.people import ClientOf, make_member

LIST = "/o/northwind/members/"


def path(user: User, organization: Organization, name: str = "member_page") -> str:
    membership = Membership.objects.get(user=user, organization=organization)
    return reverse(name, args=[organization.slug, membership.public_id])


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def role_of(user: User) -> str:
    return Membership.objects.get(user=user).role


def test_the_list_tells_who_is_what_and_how_well_protected(
    client: Client, viewer: User, admin: User
) -> None:
    Authenticator.objects.create(
        user=viewer, type=Authenticator.Type.TOTP, data={"secret": "unused"}
    )
    page = page_of(client, LIST)
    rows = {row.split("</bdi>")[0]: row for row in page.split("<bdi>")[1:]}
    assert "viewer@example.com" in rows["Viewer"] and ">Viewer</td>" in rows["Viewer"]
    assert "</span>On</span>" in rows["Viewer"] and "Never" in rows["Viewer"]
    assert "</span>Off</span>" in rows["Admin"] and ">You<" in rows["Admin"]
    assert "just now" in rows["Admin"]


def test_a_role_is_changed_and_the_log_says_from_what_to_what(
    client: Client, viewer: User, admin: User, northwind: Organization
) -> None:
    for _ in range(2):  # Sent twice, it has happened once.
        assert client.post(path(viewer, northwind), {"role": "analyst"})["Location"] == LIST
    assert role_of(viewer) == Role.ANALYST
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("member.role_changed", str(viewer.pk))
    assert event.details == {"from": "viewer", "to": "analyst"}
    assert (event.actor_id, event.organization_id) == (admin.pk, northwind.pk)


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_a_role_that_there_is_not_changes_nothing(
    client: Client, viewer: User, northwind: Organization, role: str
) -> None:
    assert client.post(path(viewer, northwind), {"role": role}).status_code == 422
    assert role_of(viewer) == Role.VIEWER


def test_who_is_removed_is_out_at_once_and_keeps_their_account(
    client: Client, viewer: User, northwind: Organization, client_of: ClientOf
) -> None:
    theirs, remove = client_of(viewer), path(viewer, northwind, "member_remove")
    assert "Remove <bdi>Viewer</bdi>?" in page_of(client, remove)
    for _ in range(2):
        assert client.post(remove)["Location"] == LIST
    assert theirs.get("/o/northwind/conversations/").status_code == 404
    assert User.objects.filter(pk=viewer.pk, is_active=True).exists()
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("member.removed", str(viewer.pk))


@pytest.mark.parametrize(
    ("name", "form"), [("member_page", {"role": "viewer"}), ("member_remove", {})]
)
def test_the_last_admin_stays(
    client: Client, admin: User, northwind: Organization, name: str, form: dict[str, str]
) -> None:
    switched_off = make_member("off", northwind, Role.ADMIN)
    User.objects.filter(pk=switched_off.pk).update(is_active=False)
    response = client.post(path(admin, northwind, name), form, follow=True)
    assert "An organisation needs an admin" in response.content.decode()
    assert role_of(admin) == Role.ADMIN
    assert not AuditEvent.objects.exists()


def test_one_is_warned_before_one_removes_oneself_and_then_may(
    client: Client, admin: User, northwind: Organization
) -> None:
    remove = path(admin, northwind, "member_remove")
    assert "The only admin cannot go" in page_of(client, remove)
    make_member("second", northwind, Role.ADMIN)
    assert "This is you." in page_of(client, remove)
    assert client.post(remove)["Location"] == reverse("home")
    assert access_of(admin, "northwind") is None


def test_one_who_steps_down_is_led_to_a_page_that_they_may_read(
    client: Client, admin: User, northwind: Organization
) -> None:
    make_member("second", northwind, Role.ADMIN)
    response = client.post(path(admin, northwind), {"role": "viewer"}, follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["member_page", "member_remove"])
def test_an_admin_elsewhere_changes_nobody_here(
    viewer: User, stranger: User, northwind: Organization, client_of: ClientOf, name: str
) -> None:
    theirs = path(viewer, northwind, name).replace("northwind", "bluefin")
    client_of(stranger).post(theirs, {"role": "admin"})
    assert role_of(viewer) == Role.VIEWER


@pytest.mark.parametrize("is_removed", [True, False])
def test_who_stops_being_an_admin_leaves_no_way_back_open(
    client: Client, northwind: Organization, is_removed: bool
) -> None:
    second = make_member("second", northwind, Role.ADMIN)
    invite(northwind, second, "second.address@example.com")
    if is_removed:
        client.post(path(second, northwind, "member_remove"))
    else:
        client.post(path(second, northwind), {"role": "viewer"})
    assert not Invitation.objects.get().is_open()
    assert AuditEvent.objects.filter(action="invitation.revoked").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_admins_who_act_on_each_other_at_once_leave_one(attempt: int) -> None:
    organization = Organization.objects.create(slug="northwind", name="Northwind")
    admins = [make_member(name, organization, Role.ADMIN) for name in ("first", "second")]
    ids = [Membership.objects.get(user=user).public_id for user in admins]
    start = Barrier(2)

    def act(number: int) -> str:
        me, their_id = admins[number], ids[1 - number]
        start.wait(5)
        try:
            if number:
                members.remove_member(
                    actor=actor(me), organization=organization, public_id=their_id
                )
            else:
                members.change_role(
                    actor=actor(me),
                    organization=organization,
                    public_id=their_id,
                    role=Role.VIEWER,
                )
        except members.LastAdmin:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, range(2))) == ["done", "refused"]
    assert Membership.objects.filter(role=Role.ADMIN).count() == 1


def test_the_list_asks_as_often_for_three_members_as_for_one(
    client: Client, northwind: Organization, admin: User
) -> None:
    invite(northwind, admin, "one@example.com")
    page_of(client, LIST)
    with CaptureQueriesContext(connection) as for_one:
        page_of(client, LIST)
    for name in ("ana", "bo"):
        make_member(name, northwind, Role.VIEWER)
        invite(northwind, admin, f"{name}.too@example.com")
    with CaptureQueriesContext(connection) as for_three:
        page_of(client, LIST)
    assert len(for_three) == len(for_one)


def test_a_name_cannot_put_markup_into_the_pages(
    client: Client, viewer: User, northwind: Organization
) -> None:
    domain.change_account(user=viewer, name="<script>alert(1)</script>", time_zone="", theme="dark")
    for shown in (LIST, path(viewer, northwind), path(viewer, northwind, "member_remove")):
        page = page_of(client, shown)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
