"""Admins start a conversation by hand: once a form, nothing half-written, nothing typed lost."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from conversations.models import Conversation
from intake.tests.making import template
from orgs.models import AuditEvent, Organization, User
from persons.models import Person
from roxels_dash.tests.people import ClientOf

NEW = "/o/northwind/new/"
ONCE = "a" * 32


@pytest.fixture
def starter(client_of: ClientOf, admin: User, northwind: Organization) -> Client:
    template(northwind)
    return client_of(admin)


def form(**fields: Any) -> dict[str, Any]:
    return {
        "once": ONCE,
        "template_id": "tpl_1",
        "kind": "live",
        "name": ["Ada Lovelace"],
        "external_id": ["user_123"],
        "key": ["plan"],
        "value": ["pro"],
        "context_json": '{"seats": 4}',
        **fields,
    }


def test_a_form_makes_a_conversation_to_be_joined(starter: Client) -> None:
    response = starter.post(NEW, form(), follow=True)
    made = Conversation.objects.get()
    assert response.redirect_chain == [(f"{NEW}made/{made.public_id}/", 302)]
    assert made.context == {"plan": "pro", "seats": 4}
    assert (made.status, made.source, made.is_test) == ("created", "live", False)
    assert made.person_label == "Ada Lovelace"
    assert Person.objects.get().external_id == "user_123"
    page = response.content.decode()
    assert f"/join/i/{made.public_id}" in page
    assert made.session_id and made.session_id in page
    assert f'href="{NEW}?template=tpl_1"' in page
    [event] = AuditEvent.objects.filter(action="conversation.create")
    assert event.object_id == made.public_id
    assert starter.get(f"/join/i/{made.public_id}").status_code == 200


def test_a_form_sent_again_leads_to_what_it_made(starter: Client) -> None:
    first = starter.post(NEW, form())
    again = starter.post(NEW, form())
    assert first["Location"] == again["Location"]
    assert Conversation.objects.count() == 1
    changed = starter.post(NEW, form(value=["free"]))
    assert changed["Location"] != first["Location"]
    assert Conversation.objects.count() == 2


def test_test_conversations_nobody_and_several(starter: Client) -> None:
    starter.post(NEW, form(kind="test", name=["", ""], external_id=["", ""], key=[], value=[]))
    alone = Conversation.objects.get()
    assert (alone.is_test, alone.person_count) == (True, 0)
    names, own = ["Ada", "", "Grace"], ["u1", "u2", ""]
    starter.post(NEW, form(name=names, external_id=own))
    assert Conversation.objects.latest("id").person_count == 3


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"template_id": ""}, "id_template_id_error", "required"),
        ({"template_id": "tpl_unknown"}, "id_template_id_error", "cannot be used"),
        ({"name": ["x" * 301]}, "name-1-error", "300"),
        ({"external_id": ["y" * 256]}, "external_id-1-error", "At most 255 characters"),
        ({"name": ["a\x00b"]}, "name-1-error", "NUL"),
        ({"key": [""]}, "key-1-error", "Name this value"),
        ({"key": ["seats"]}, "key-1-error", "stands here twice"),
        ({"context_json": "{"}, "id_context_json_error", "not JSON, line 1"),
        ({"context_json": "[1]"}, "id_context_json_error", "JSON object"),
        ({"context_json": '{"a": NaN}'}, "id_context_json_error", "not finite"),
        ({"context_json": "[" * 10_000}, "id_context_json_error", ""),
        ({"kind": "both"}, "id_kind_error", "both"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    starter: Client, fields: dict[str, Any], place: str, words: str
) -> None:
    response = starter.post(NEW, form(**fields))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    error = re.search(rf'id="{place}">([^<]*)<', page)
    assert error and words in error[1], error
    kept = form(**fields)
    for name in ("name", "external_id", "key", "value"):
        assert f'name="{name}" value="{kept[name][0]}"'.replace("\x00", "\x00") in page
    assert not Conversation.objects.exists()
    assert not Person.objects.exists()


def test_an_archived_template_and_another_organisation_s_cannot_be_used(
    starter: Client, other_org: Organization
) -> None:
    template(other_org, "tpl_theirs", name="Their secret plan")
    response = starter.post(NEW, form(template_id="tpl_theirs"))
    assert response.status_code == 422
    assert "Their secret plan" not in response.content.decode()


def test_what_is_no_id_is_no_template(starter: Client) -> None:
    assert starter.post(NEW, form(template_id="\x00")).status_code == 422
    assert starter.get(f"{NEW}?template=%00").status_code == 200


def test_another_person_needs_no_script(starter: Client) -> None:
    response = starter.post(f"{NEW}rows/", {**form(template_id=""), "add": "person"})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('name="external_id"') == 2
    assert page.count('name="key"') == 1
    assert 'value="Ada Lovelace"' in page
    assert re.search(r'name="context_json"[^>]*>\s*{&quot;seats&quot;: 4}<', page)
    assert 'class="error"' not in page
    assert ONCE in page
    assert not Conversation.objects.exists()


def test_the_template_is_chosen_by_the_address(starter: Client) -> None:
    page = starter.get(f"{NEW}?template=tpl_1").content.decode()
    assert '<option value="tpl_1" selected>Restaurants</option>' in page


def test_the_link_s_page_is_of_this_organisation_s_live_conversations(
    starter: Client, client_of: ClientOf, stranger: User, viewer: User
) -> None:
    made = starter.post(NEW, form())["Location"]
    assert client_of(viewer).get(made).status_code == 403
    assert client_of(stranger).get(made).status_code == 404
    assert client_of(stranger).get(made.replace("northwind", "bluefin")).status_code == 404
    Conversation.objects.update(status="completed")
    ended = starter.get(made).content.decode()
    assert "has ended" in ended
    assert "/join/i/" not in ended
    Conversation.objects.update(source="roxels")
    assert starter.get(made).status_code == 404


def test_only_who_may_is_led_to_it(
    starter: Client, client_of: ClientOf, viewer: User, northwind: Organization
) -> None:
    for path in ("conversations/", "overview/", "templates/tpl_1/"):
        assert NEW in starter.get(f"/o/northwind/{path}").content.decode()
        assert NEW not in client_of(viewer).get(f"/o/northwind/{path}").content.decode()
