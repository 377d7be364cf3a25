"""Outputs of a template: seen by members, edited by admins, each change a version of its own."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations.models import TemplateVersion
from intake.tests.making import conversation, template
from orgs.models import AuditEvent, Organization, User
from orgs.tests.helpers import page_of
from outputs.models import Delivery
from outputs.tests.making import endpoint, webhook
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/templates/tpl_1/outputs/"
NEW, PREVIEW = f"{LIST}new/", f"{LIST}preview/"
OLD = {"kind": "webhook", "url": "https://old.example.com"}  # As an import may have brought it.
CALL = {
    "id": "chat",
    "type": "chained",
    "method": "POST",
    "url": "https://chat.example.com/say?key=s3cret",
    "when": {"event": "goal.committed", "goal": "location"},
    "headers": {"Authorization": "Bearer s3cret"},
    "body": {"text": "{{findings.location}}"},
}


@pytest.fixture
def client(client_of: ClientOf, admin: User) -> Client:
    """Signed in as the admin of northwind."""
    return client_of(admin)


def newest() -> TemplateVersion:
    version = TemplateVersion.objects.order_by("-number").first()
    assert version
    return version


def form_of(client: Client, path: str) -> dict[str, str]:
    """What the form at `path` would send as it stands."""
    page = page_of(client, path)
    given: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r' name="(\w+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            given[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        given[name] = chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', inner)[0]
    for name, inner in re.findall(r'<textarea name="(\w+)".*?>(.*?)</textarea>', page, re.DOTALL):
        given[name] = inner.strip().replace("&quot;", '"').replace("&#34;", '"')
    return given


def send(client: Client, path: str, form: dict[str, Any], status: int = 302) -> str:
    response = client.post(path, form)
    assert response.status_code == status, response.content.decode()
    page = response.content.decode()
    assert status == 302 or problems(page) == []
    return page


def test_an_output_is_added_in_a_new_version_and_the_rest_is_kept(
    client: Client, northwind: Organization
) -> None:
    to = endpoint(northwind)
    template(northwind, outputs=[OLD, CALL], instructions="Be kind.", criteria=[{"id": "polite"}])
    before = newest()
    form = {**form_of(client, NEW), "endpoint": to.public_id, "event": "conversation.ended"}
    send(client, NEW, form)
    after = newest()
    assert after.number == 2
    assert after.outputs == [OLD, CALL, webhook(to, id="output_3")]
    for kept in ("instructions", "goals", "criteria", "phases"):
        assert getattr(after, kept) == getattr(before, kept)
    told = AuditEvent.objects.get(action="template.outputs_changed")
    assert told.object_id == "tpl_1"


def test_an_output_is_changed_in_its_place(client: Client, northwind: Organization) -> None:
    template(northwind, outputs=[OLD, CALL])
    form = form_of(client, f"{LIST}2/")
    assert json.loads(form["body"]) == CALL["body"]
    send(client, f"{LIST}2/", {**form, "method": "PUT", "store_as": "date", "headers": ""})
    without = {name: value for name, value in CALL.items() if name != "headers"}
    assert newest().outputs == [OLD, {**without, "method": "PUT", "store_as": "date"}]
    assert client.get(f"{LIST}1/").status_code == 404  # It can be removed alone.
    send(client, f"{LIST}2/", form_of(client, f"{LIST}2/"))
    assert newest().number == 2  # The same again is no version.


def test_an_output_is_removed(client: Client, northwind: Organization) -> None:
    template(northwind, outputs=[OLD, CALL])
    asked = page_of(client, f"{LIST}1/remove/")
    assert newest().number == 1 and 'name="version" value="1"' in asked
    send(client, f"{LIST}1/remove/", {"version": "1"})
    assert newest().outputs == [CALL]
    for number in ("1", "", "two", "9" * 30):
        send(client, f"{LIST}1/remove/", {"version": number})
    assert newest().outputs == [CALL]


def test_who_looked_at_another_version_changes_nothing(
    client: Client, northwind: Organization
) -> None:
    template(northwind, outputs=[CALL])
    form = form_of(client, f"{LIST}1/")
    template(northwind, outputs=[CALL], instructions="Changed meanwhile.")
    page = client.post(f"{LIST}1/", {**form, "method": "PUT"}, follow=True).content.decode()
    assert "was changed meanwhile" in page
    assert newest().number == 2 and newest().outputs == [CALL]


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"id": "chat"}, "id", "Is the id of another output"),
        ({"id": "a b"}, "id", "Only letters"),
        ({"url": "http://127.0.0.1/"}, "url", "Must begin with https"),
        ({"url": "https://10.0.0.1/"}, "url", "private network"),
        ({"goal": "weather"}, "goal", "not one of the available choices"),
        ({"event": "weather"}, "event", "not one of the available choices"),
        ({"body": "{"}, "body", "not JSON, line 1"),
        ({"body": "[]"}, "body", "has to be a JSON object"),
        ({"body": '{"a": NaN}'}, "body", "not finite"),
        ({"body": '{"a": 1e999}'}, "body", "not finite"),
        ({"body": '{"a": "\\u0000"}'}, "body", "cannot be stored"),
        ({"body": '{"\\ud800": 1}'}, "body", "cannot be stored"),
        ({"body": '{"a":' * 60 + "1" + "}" * 60}, "body", "nested too deeply"),
        ({"body": '{"a":' * 9999 + "1" + "}" * 9999}, "body", "nested too deeply"),
        ({"body": json.dumps({"a": "x" * 256_000})}, "body", "larger than 256 kB"),
        ({"body": '{"a": "{{secrets.key}}"}'}, "body", "Knows no {{secrets}}"),
        ({"method": "GET"}, "body", "Cannot go with GET"),
        ({"headers": "Host: me"}, "headers", "is set by us"),
        ({"headers": "X-A: {{nothing.here}}"}, "headers", "Knows no {{nothing}}"),
        ({"store_as": "weather"}, "store_as", "not one of the available choices"),
    ],
)
def test_bad_input_names_its_field_and_makes_no_version(
    client: Client, northwind: Organization, wrong: dict[str, str], field: str, told: str
) -> None:
    template(northwind, outputs=[CALL])
    path = f"{NEW}?type=chained"
    usual = {"url": "https://api.example.com/", "body": '{"a": "{{summary}}"}'}
    page = send(client, path, {**form_of(client, path), **usual, **wrong}, 422)
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', page)
    assert error and told in error[1]
    assert newest().number == 1


def test_a_preview_is_what_would_be_sent_of_a_real_conversation(
    client: Client, northwind: Organization
) -> None:
    template(northwind, outputs=[CALL])
    hostile = 'San "Jose" {{summary}} <b>'
    conversation(northwind, template_id="tpl_1", findings=[{"goal": "location", "value": hostile}])
    form = {**form_of(client, f"{LIST}1/"), "headers": "X-Who: {{person.external_id}}"}
    page = send(client, PREVIEW, form, 200)
    assert "San \\&#34;Jose\\&#34; {{summary}} &lt;b&gt;" in page
    assert "<dt>X-Who</dt><dd>user_1</dd>" in page
    assert newest().number == 1 and not Delivery.objects.exists()
    standard = send(client, PREVIEW, {**form, "body": "", "event": "conversation.ended"}, 200)
    assert "conversation.ended" in standard and "duration_seconds" in standard


def test_a_preview_says_what_would_not_be_sent(client: Client, northwind: Organization) -> None:
    template(northwind, outputs=[CALL])
    conversation(northwind, template_id="tpl_1", summary="x" * 60_000)
    form = {**form_of(client, f"{LIST}1/"), "body": json.dumps({"a": ["{{summary}}"] * 5})}
    page = send(client, PREVIEW, form, 200)
    assert "It would not be sent. The body is larger than 256 kB." in page


def test_a_preview_is_of_this_template_s_conversations_alone(
    client: Client, northwind: Organization, other_org: Organization
) -> None:
    template(northwind, outputs=[CALL])
    theirs = conversation(other_org, "iv_theirs")
    others = conversation(northwind, "iv_of_no_template")
    path = f"{LIST}1/"
    assert "nothing to preview it against" in page_of(client, path)
    own = conversation(northwind, template_id="tpl_1")
    form = form_of(client, path)
    assert form["conversation"] == str(own.pk)
    for key in (theirs.pk, others.pk, "", "x"):
        page = send(client, PREVIEW, {**form, "conversation": key}, 422)
        assert "San Jose" not in page and 'aria-label="Body of the preview"' not in page


def test_members_see_where_things_go_and_no_secrets(
    client_of: ClientOf, viewer: User, northwind: Organization
) -> None:
    lost = {**webhook(endpoint(northwind)), "endpoint": "ep_gone"}
    template(northwind, outputs=[OLD, CALL, lost])
    client = client_of(viewer)
    page = page_of(client, LIST)
    assert "POST chat.example.com/say" in page and "it never fires" in page
    assert "No endpoint there is: <code>ep_gone</code>" in page
    assert "s3cret" not in page and "Remove" not in page and "New output" not in page
    for path in (NEW, PREVIEW, f"{LIST}2/", f"{LIST}2/remove/"):
        assert client.post(path, {"version": "1"}).status_code == 403
    assert newest().number == 1


def test_the_list_asks_no_more_for_three_than_for_one(
    client: Client, northwind: Organization
) -> None:
    asked = []
    for count in (1, 3):
        to = [webhook(endpoint(northwind), id=f"o{number}") for number in range(count)]
        template(northwind, outputs=to)
        page_of(client, LIST)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, LIST)
        asked.append(len(queries))
    assert asked[0] == asked[1]
