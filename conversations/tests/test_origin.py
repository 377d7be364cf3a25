"""What came along with an import has its place on the conversation page."""

import pytest
from django.test import Client

from api.backend.shapes import read_conversation as read_backend
from api.backend.tests.asking import WIRE as BACKEND
from api.widgets.shapes import read_conversation as read_widget
from api.widgets.tests.asking import WIRE as WIDGET
from intake.tests.making import save
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(viewer: User, client_of: ClientOf) -> Client:
    return client_of(viewer)


def page(client: Client, public_id: str) -> str:
    text = client.get(f"/o/northwind/conversations/{public_id}/").content.decode()
    return " ".join(text.split())


def test_a_widgets_visitor_page_tools_and_criteria(client: Client, northwind: Organization) -> None:
    browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    wire = {**WIDGET, "visitor": {**WIDGET["visitor"], "user_agent": browser}, "rating": 5}
    save(northwind, [read_widget(wire)])
    text = page(client, WIDGET["id"])
    for words in ("Visitor", "https://northwindcatering.example/catering", "US", "CA",
                  "Firefox on Linux", "search_site", "answered_visitor_question", "127 credits",
                  "Also told", "rating"):  # fmt: skip
        assert words in text, words
    assert "Path taken" not in text


def test_a_backends_profile_way_modality_and_code(client: Client, northwind: Organization) -> None:
    save(northwind, [read_backend(BACKEND)])
    text = page(client, BACKEND["id"])
    for words in ("Path taken", "FindBus", "voice and text", "ada@example.com · Example Ltd",
                  "5582441A", "Context", "pro"):  # fmt: skip
        assert words in text, words
    assert ">Visitor<" not in text
