"""What an organisation's admins read about who did what, and what they do not."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conversations.models import Conversation
from orgs import domain
from orgs.domain import members
from orgs.models import AuditEvent, Membership, Organization, Role, SupportAccess, User
from orgs.queries import audit
from orgs.tests.helpers import actor, invite, page_of, sign_in
from roxels_dash.tests.people import ClientOf, make_member, visit
from web import keyset

LOG = "/o/northwind/audit/"


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def said(page: str) -> list[str]:
    """The log's sentences as plain text, newest first."""
    found = re.findall(r'<p class="said">(.*?)</p>', page)
    return [re.sub(r"<[^>]+>", "", sentence) for sentence in found]


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def change_role(by: User, user: User, role: Role) -> None:
    membership = membership_of(user)
    members.change_role(
        actor=actor(by),
        organization=membership.organization,
        public_id=membership.public_id,
        role=role,
    )


def event(organization: Organization, action: str, **facts: Any) -> None:
    """One event of the system's."""
    nobody = domain.Actor(AuditEvent.Actor.SYSTEM, None)
    domain.record(actor=nobody, action=action, organization_id=organization.pk, **facts)


def test_each_event_is_a_plain_sentence_newest_first(
    client: Client, northwind: Organization, admin: User, viewer: User
) -> None:
    sign_in(Client(), viewer.email)
    invite(northwind, admin, "nora@example.com")
    change_role(admin, viewer, Role.ANALYST)
    assert said(page_of(client, LOG)) == [
        "Admin changed Viewer’s role from viewer to analyst",
        "Admin invited nora@example.com as analyst",
        "Viewer signed in",
    ]


def test_a_row_keeps_no_name_and_a_former_member_has_none(
    client: Client, northwind: Organization, admin: User, viewer: User
) -> None:
    sign_in(Client(), viewer.email)
    public_id = membership_of(viewer).public_id
    members.remove_member(actor=actor(admin), organization=northwind, public_id=public_id)
    page = page_of(client, LOG)
    assert said(page) == ["Admin removed a former member", "A former member signed in"]
    rows = str([vars(row) for row in AuditEvent.objects.all()])
    for words in ("Viewer", "viewer@example.com"):
        assert words not in page and words not in rows


def test_when_from_where_and_with_which_request(client: Client, viewer: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=3)):
        sign_in(Client(REMOTE_ADDR="192.0.2.77"), viewer.email)
    row = AuditEvent.objects.get()
    page = page_of(client, LOG)
    assert "3 h ago" in page and "192.0.2.77" in page
    assert f"request {row.request_id}" in page and len(row.request_id) == 32


def test_a_sign_in_stands_in_each_of_ones_organisations_and_a_failed_one_in_none(
    northwind: Organization, other_org: Organization, viewer: User
) -> None:
    sign_in(Client(), viewer.email, "not the password")
    assert not AuditEvent.objects.exists()
    domain.add_member(organization=other_org, user=viewer, role=Role.ADMIN)
    sign_in(Client(), viewer.email)
    organizations = AuditEvent.objects.values_list("organization_id", flat=True)
    assert len(organizations) == 2
    assert set(organizations) == {northwind.pk, other_org.pk}


def test_support_staff_s_sign_in_belongs_to_no_organisation(
    visiting_support: User, northwind: Organization
) -> None:
    sign_in(Client(), visiting_support.email)
    signed_in = AuditEvent.objects.get(action="user.signed_in")
    assert (signed_in.organization_id, signed_in.actor_kind) == (None, "support")


def test_a_support_visit_shows_its_reason_once_above_all_that_was_read(
    client: Client, support: User, northwind: Organization, viewer: User, client_of: ClientOf
) -> None:
    theirs = client_of(support)
    for reason, ticket in (("An earlier question of theirs", ""), ("Why it failed", "T-12")):
        theirs.post("/o/northwind/visit/", {"reason": reason + " …", "ticket": ticket})
        theirs.get("/o/northwind/conversations/")
        sign_in(Client(), viewer.email)  # Something else in between.
        theirs.get("/o/northwind/persons/")
        SupportAccess.objects.update(expires_at=timezone.now())
    page = page_of(client, LOG)
    late, early = page.split('<li class="visit">')[1:]
    for told, reason in ((late, "“Why it failed …”"), (early, "“An earlier question")):
        assert page.count(reason) == told.count(reason) == 1
    assert "ticket <b>T-12</b>" in late and "ticket" not in early
    own = late.split("</ol>")[0]
    assert said(own) == [
        "Read the list of persons",
        "Read the list of conversations",
        "Opened the organisation",
    ]


def test_what_was_read_or_exported_is_linked_while_it_is_there(
    client: Client, northwind: Organization, other_org: Organization, viewer: User
) -> None:
    made = [
        Conversation.objects.create(organization=organization, source="test", **facts)
        for organization, facts in (
            (northwind, {}),
            (northwind, {"erasing_at": timezone.now()}),
            (other_org, {}),
        )
    ]
    ids = [conversation.public_id for conversation in made]
    for public_id in [*ids, "iv_gone"]:
        event(northwind, "conversation.export", object_type="txt", object_id=public_id)
    page = page_of(client, LOG)
    assert said(page) == ["Roxels Dash exported a conversation as txt"] * 4
    assert f'href="{reverse("conversation_page", args=["northwind", ids[0]])}"' in page
    assert not any(public_id in page for public_id in [*ids[1:], "iv_gone"])


def test_an_event_that_has_no_sentence_yet_is_told_all_the_same(
    client: Client, northwind: Organization
) -> None:
    event(northwind, "api_key.made", object_type="api_key", object_id="7")
    assert said(page_of(client, LOG)) == ["Roxels Dash: api key made api key"]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("sign-ins", {"user.signed_in"}),
        ("members", {"member.joined", "invitation.revoked"}),
        ("exports", {"conversation.export", "findings.exported"}),
        ("support", {"support.read"}),
    ],
)
def test_a_topic_shows_its_events_only(
    northwind: Organization, topic: str, expected: set[str]
) -> None:
    actions = "user.signed_in member.joined invitation.revoked conversation.export"
    for action in f"{actions} findings.exported support.read key.made".split():
        event(northwind, action)
    page = audit.page(northwind, audit.AuditFilters(topic=topic), keyset.Request())
    assert {row.action for row in page.rows} == expected


def test_a_member_s_filter_shows_what_they_did_and_what_was_done_to_them(
    client: Client, northwind: Organization, admin: User, viewer: User
) -> None:
    bo = make_member("bo", northwind, Role.VIEWER)
    for user in (viewer, bo):
        sign_in(Client(), user.email)
        change_role(admin, user, Role.ANALYST)
    shown = said(page_of(client, LOG, member=membership_of(bo).public_id))
    assert shown == ["Admin changed Bo’s role from viewer to analyst", "Bo signed in"]
    assert "Nothing like that happened" in page_of(client, LOG, member="member_unknown")


def test_days_are_the_viewers_own(client: Client, northwind: Organization, admin: User) -> None:
    domain.change_account(user=admin, name="Admin", time_zone="Asia/Tokyo", theme="system")
    for at in ("2026-03-01T14:59:59Z", "2026-03-01T15:00:00Z", "2026-03-02T15:00:00Z"):
        with time_machine.travel(at, tick=False):
            event(northwind, "user.signed_in")
    page = page_of(client, LOG, since="2026-03-02", until="2026-03-02")
    assert re.findall(r'<time class="faint" datetime="([^"]+)"', page) == ["2026-03-01T15:00:00Z"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "never"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"topic": "secrets"},
        {"member": "\x00"},
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client: Client, query: dict[str, str]) -> None:
    page = page_of(client, f"{LOG}?{urlencode(query)}", 422)
    assert 'role="alert"' in page


def test_older_and_newer_walk_the_whole_log_under_the_filters(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE_SIZE", 2)
    now = timezone.now()
    with time_machine.travel(now, tick=False):  # All at the same instant: the id decides.
        for number in range(5):
            event(northwind, "user.signed_in", object_type=str(number))
            event(northwind, "other.thing")
    seen, older = [], ""
    for _ in range(3):
        page = page_of(client, LOG, topic="sign-ins", older=older)
        seen.append(len(said(page)))
        found = re.search(r'rel="next" href="[^"]*older=([^"&]+)"', page)
        older = found[1] if found else ""
    assert seen == [2, 2, 1] and not older
    newer = re.search(r'rel="prev" href="([^"]+)"', page)
    assert newer and len(said(page_of(client, newer[1].replace("&amp;", "&")))) == 2
    other = page_of(client, newer[1].replace("&amp;", "&").replace("sign-ins", "members"))
    assert "here is the first page" in other


def test_no_organisation_reads_anothers_log(
    northwind: Organization, other_org: Organization, admin: User, client_of: ClientOf
) -> None:
    event(other_org, "theirs.alone")
    event(northwind, "ours.alone")
    page = page_of(client_of(admin), LOG)
    assert "ours alone" in page and "theirs" not in page


def test_the_log_asks_as_often_for_three_events_as_for_one(
    client: Client, northwind: Organization, admin: User, viewer: User
) -> None:
    def happen(number: int) -> None:
        invite(northwind, admin, f"nora{number}@example.com")
        visit(viewer, northwind)
        event(northwind, "conversation.export", object_type="txt", object_id=f"iv_{number}")

    page_of(client, LOG)
    happen(0)
    with CaptureQueriesContext(connection) as for_one:
        page_of(client, LOG)
    happen(1)
    happen(2)
    with CaptureQueriesContext(connection) as for_three:
        page_of(client, LOG)
    assert len(for_three) == len(for_one) <= 12


def test_names_and_reasons_cannot_put_markup_into_the_log(
    client: Client, viewer: User, northwind: Organization
) -> None:
    domain.change_account(user=viewer, name="<i>x</i>{who}", time_zone="", theme="dark")
    sign_in(Client(), viewer.email)
    event(northwind, "<i>a</i>", object_type="<i>b</i>", object_id="c", reason="<i>d</i>")
    page = page_of(client, LOG)
    assert "<i>" not in page
    assert page.count("&lt;i&gt;") >= 4


def test_behind_a_proxy_the_log_names_the_visitor(
    viewer: User, settings: Any, northwind: Organization
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxied = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4")
    sign_in(proxied, viewer.email)
    assert [event.address for event in AuditEvent.objects.all()] == ["198.51.100.4"]
