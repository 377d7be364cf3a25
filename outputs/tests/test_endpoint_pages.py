"""Endpoints' pages: members see how they do, admins make and change them, secrets show once."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs.models import AuditEvent, Organization, User
from orgs.tests.helpers import page_of
from outputs.models import Delivery, Endpoint, EndpointState, Problem, State
from outputs.secrets import header_names, open_headers, open_secrets, signing
from outputs.tests.making import endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/endpoints/"
NEW = f"{LIST}new/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def client(client_of: ClientOf, admin: User) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def one(of: Endpoint, verb: str = "") -> str:
    return f"{LIST}{of.public_id}/{verb}"


def filled(client: Client, **given: str) -> dict[str, str]:
    """The form for a new endpoint as its page gives it, filled in."""
    once = re.search(r'name="once" value="([^"]+)"', page_of(client, NEW))
    assert once
    return {"name": "CRM", "url": "https://crm.example.com/in", "once": once[1], **given}


def send(client: Client, path: str, form: Mapping[str, Any], status: int = 200) -> str:
    response = client.post(path, form)
    assert response.status_code == status
    page = response.content.decode()
    assert problems(page) == []
    return page


def secrets_in(page: str) -> set[str]:
    return set(SECRET.findall(page))


def test_an_endpoint_is_made_and_its_secret_shown_once(client: Client) -> None:
    form = filled(client, headers="Authorization: Bearer s3cret\n\nX-Team:  sales")
    response = client.post(NEW, form)
    assert "no-store" in response["Cache-Control"]
    [secret] = secrets_in(response.content.decode())
    made = Endpoint.objects.get()
    assert [each.secret for each in open_secrets(made.public_id, made.secrets)] == [secret]
    assert open_headers(made.public_id, made.headers) == {
        "Authorization": "Bearer s3cret",
        "X-Team": "sales",
    }
    again = send(client, NEW, form, 409)
    assert "made already" in again and not secrets_in(again)
    assert Endpoint.objects.count() == 1
    shown = page_of(client, one(made)) + page_of(client, one(made, "edit/")) + page_of(client, LIST)
    assert "X-Team" in shown
    assert "s3cret" not in shown and "sales" not in shown and not secrets_in(shown)


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "a\u202eb"}, "name", "must be one line"),
        ({"url": "ftp://crm.example.com"}, "url", "must begin with https://"),
        ({"url": "http://crm.example.com"}, "url", "must begin with https://"),
        ({"url": "https://127.0.0.1/"}, "url", "leads to a private network"),
        ({"url": "https://2130706433/"}, "url", "not in its usual form"),
        ({"url": "https://me:pw@crm.example.com/"}, "url", "user name or password"),
        ({"url": "https://crm.example.com:22/"}, "url", "must use port"),
        ({"headers": "no colon"}, "headers", "Line 1 is not of the form"),
        ({"headers": "A: 1\na: 2"}, "headers", "Line 2 names a header for the second time"),
        ({"headers": "Host: me"}, "headers", "Host is set by us"),
        ({"headers": "Bad name: x"}, "headers", "is no name of a header"),
    ],
)
def test_bad_input_names_its_field_and_keeps_the_rest(
    client: Client, wrong: dict[str, str], field: str, told: str
) -> None:
    page = send(client, NEW, filled(client, **{"name": "Night job", **wrong}), 422)
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', page)
    assert error and told in error[1]
    assert field == "name" or 'value="Night job"' in page
    assert not Endpoint.objects.exists()


def test_a_form_without_its_hidden_text_makes_nothing(client: Client) -> None:
    assert "too old" in send(client, NEW, filled(client, once=""), 422)
    assert not Endpoint.objects.exists()


def test_headers_are_set_and_removed_without_being_seen(
    client: Client, northwind: Organization
) -> None:
    known = endpoint(
        northwind, headers={"Authorization": "Bearer old", "X-Old": "1", "X-Kept": "2"}
    )
    form = {"name": "New name", "url": "https://hooks.example.com/new", "remove": ["X-Old"]}
    response = client.post(one(known, "edit/"), {**form, "headers": "authorization: Bearer new"})
    assert response.status_code == 302
    known.refresh_from_db()
    assert (known.name, known.url) == ("New name", "https://hooks.example.com/new")
    kept = {"authorization": "Bearer new", "X-Kept": "2"}
    assert open_headers(known.public_id, known.headers) == kept
    wrong = {"name": "New name", "url": "x:y"}
    assert "must begin with https" in send(client, one(known, "edit/"), wrong, 422)


@pytest.mark.parametrize(
    "url",
    [
        "https://new.example.com/in",
        "http://hooks.example.com/in",
        "https://hooks.example.com:8443/",
    ],
)
def test_headers_are_not_sent_to_another_server_unseen(
    client: Client, northwind: Organization, settings: Any, url: str
) -> None:
    """Nobody who may change the address could read them: nor may they, by a server of their own."""
    settings.OUTPUTS_ALLOW_HTTP = True
    known = endpoint(northwind, headers={"Authorization": "Bearer s3cret", "X-Old": "1"})
    form = {"name": "Mine", "url": url, "remove": ["X-Old"]}
    page = send(client, one(known, "edit/"), form, 422)
    assert "Have to be set or removed for another server: Authorization." in page
    known.refresh_from_db()
    assert (known.url, len(header_names(known))) == ("https://hooks.example.com/in", 2)
    form["headers"] = "authorization: Bearer other"
    assert client.post(one(known, "edit/"), form).status_code == 302
    known.refresh_from_db()
    assert open_headers(known.public_id, known.headers) == {"authorization": "Bearer other"}


def test_a_rotation_shows_the_new_secret_once_and_both_sign(
    client: Client, northwind: Organization
) -> None:
    known = endpoint(northwind)
    [old] = open_secrets(known.public_id, known.secrets)
    asked = page_of(client, one(known, "rotate/"))
    mark = re.search(r'name="mark" value="([^"]+)"', asked)
    assert mark and not secrets_in(asked)
    [fresh] = secrets_in(send(client, one(known, "rotate/"), {"mark": mark[1]}))
    known.refresh_from_db()
    secrets = open_secrets(known.public_id, known.secrets)
    assert signing(secrets, timezone.now()) == [fresh, old.secret]
    again = send(client, one(known, "rotate/"), {"mark": mark[1]}, 409)
    assert "rotated already" in again and not secrets_in(again)
    known.refresh_from_db()
    assert open_secrets(known.public_id, known.secrets) == secrets


def test_an_endpoint_is_paused_resumed_and_enabled(client: Client, northwind: Organization) -> None:
    known = endpoint(northwind)
    for verb, state, told in [
        ("pause", EndpointState.PAUSED, "is paused."),
        ("resume", EndpointState.ACTIVE, "goes on."),
    ]:
        page_of(client, one(known, f"{verb}/"))
        assert told in client.post(one(known, f"{verb}/"), follow=True).content.decode()
        known.refresh_from_db()
        assert known.state == state
    Endpoint.objects.update(state=EndpointState.DISABLED, reason="gone")
    assert "it answered that it is gone" in page_of(client, one(known))
    assert "is enabled." in client.post(one(known, "enable/"), follow=True).content.decode()
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions[-3:] == ["endpoint.paused", "endpoint.resumed", "endpoint.enabled"]
    log = page_of(client, "/o/northwind/audit/")
    assert re.search(r'paused <a class="link" href="[^"]+">an endpoint</a>', log)


def test_a_test_event_leads_to_its_delivery(client: Client, northwind: Organization) -> None:
    known = endpoint(northwind)
    page_of(client, one(known, "test/"))
    assert not Delivery.objects.exists()
    page = client.post(one(known, "test/"), follow=True).content.decode()
    sent = Delivery.objects.get()
    assert sent.public_id in page and "It works." in page and sent.state == State.PENDING


def test_health_is_of_the_last_day(reader: Client, northwind: Organization) -> None:
    known = endpoint(northwind, "https://hooks.example.com/in?key=s3cret")
    assert "no tries" in page_of(reader, LIST)
    within_one_hour = timezone.now().replace(minute=30) - timedelta(hours=1)
    tries = [FAILED, (None, Problem.DNS.value), OK]
    delivery_of(northwind, known, tries, at=within_one_hour)
    delivery_of(northwind, known, [OK], at=timezone.now() - timedelta(days=2))
    delivery_of(northwind, known, [(None, "")])  # Under way: neither good nor bad.
    delivery_of(northwind, known, [], state=State.FAILED)
    for path in (LIST, one(known)):
        page = page_of(reader, path)
        assert "33 %" in page and "1 of 3 tries" in page and "87 ms" in page
        assert "1 pending" in page and "next try in 3 min" in page.lower()
        assert "s3cret" not in page
    page = page_of(reader, one(known))
    assert page.count('<rect class="completed"') == 1 and page.count('<rect class="failed"') == 1
    assert re.search(
        r'<td class="end">1</td><td class="end">2</td><td class="end">87 ms</td>', page
    )


def test_the_list_asks_no_more_for_three_than_for_one(
    reader: Client, northwind: Organization
) -> None:
    asked = []
    for count in (1, 2):
        for _ in range(count):
            delivery_of(northwind, endpoint(northwind), [FAILED])
        page_of(reader, LIST)
        with CaptureQueriesContext(connection) as queries:
            page_of(reader, LIST)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_others_may_look_and_change_nothing(reader: Client, northwind: Organization) -> None:
    known = endpoint(northwind)
    shown = page_of(reader, LIST) + page_of(reader, one(known))
    for verb in ("new", "edit", "rotate", "pause", "test", "recover"):
        assert f'{verb}/"' not in shown
        path = NEW if verb == "new" else one(known, f"{verb}/")
        assert reader.post(path, {"name": "x", "url": "https://x.example.com/"}).status_code == 403
    assert not Delivery.objects.exists() and Endpoint.objects.get().state == EndpointState.ACTIVE


def test_a_stranger_s_form_reaches_nothing(
    client_of: ClientOf, stranger: User, northwind: Organization
) -> None:
    known, client = endpoint(northwind), client_of(stranger)
    for path in (one(known, "pause/"), f"/o/bluefin/endpoints/{known.public_id}/pause/"):
        assert client.post(path).status_code == 404
    assert Endpoint.objects.get().state == EndpointState.ACTIVE
