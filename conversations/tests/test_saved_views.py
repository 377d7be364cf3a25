"""A list is saved under a name, found again in the sidebar, and shared by those who may."""

import pytest
from django.core.cache import cache
from django.test import Client

from conversations.models import SavedView
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/conversations/"
VIEWS = "/o/northwind/views/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def save(
    client: Client, name: str = "Failed ones", query: str = "status=failed", **more: str
) -> int:
    return client.post(VIEWS, {"name": name, "query": query, **more}).status_code


def sidebar(client: Client) -> str:
    """Return the list of saved views that every page shows, empty without any."""
    _, _, after = client.get(LIST).content.decode().partition('aria-label="Saved views"')
    return after.partition("</nav>")[0]


def test_a_saved_list_stands_in_the_sidebar_and_shows_the_same(
    client_of: ClientOf, viewer: User
) -> None:
    client = client_of(viewer)
    response = client.post(VIEWS, {"name": "Failed ones", "query": "status=failed&q=&junk=1"})
    assert response["Location"] == f"{LIST}?status=failed"
    assert f'href="{LIST}?status=failed"' in sidebar(client)
    here = client.get(f"{LIST}?status=failed").content.decode()
    assert f'href="{LIST}?status=failed" aria-current="page"' in here


def test_own_views_are_nobody_else_s(
    client_of: ClientOf, viewer: User, analyst: User, northwind: Organization
) -> None:
    save(client_of(viewer))
    assert sidebar(client_of(analyst)) == ""


def test_a_shared_view_is_every_member_s(
    client_of: ClientOf, viewer: User, analyst: User, stranger: User
) -> None:
    assert save(client_of(analyst), shared="1") == 302
    assert "Failed ones" in sidebar(client_of(viewer))
    theirs = client_of(stranger).get("/o/bluefin/conversations/").content.decode()
    assert "Failed ones" not in theirs


def test_sharing_takes_the_analyst_s_role(client_of: ClientOf, viewer: User) -> None:
    response = client_of(viewer).post(VIEWS, {"name": "Mine", "query": "", "shared": "1"})
    assert response.status_code == 422
    assert "takes the analyst" in response.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "form", [{"name": "", "query": ""}, {"name": "x" * 81}, {"name": "x", "query": "since=never"}]
)
def test_what_cannot_be_saved_says_why(
    client_of: ClientOf, viewer: User, form: dict[str, str]
) -> None:
    response = client_of(viewer).post(VIEWS, form)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not SavedView.objects.exists()


def test_the_same_name_again_replaces_the_view(client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    save(client)
    save(client, query="status=completed")
    assert [view.query for view in SavedView.objects.all()] == [[["status", "completed"]]]
    assert "status=completed" in sidebar(client)


def test_a_hundred_views_are_enough(client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    for number in range(100):
        assert save(client, f"View {number}") == 302
    assert save(client, "One more") == 422
    assert save(client, "View 7", "status=completed") == 302


def test_one_deletes_one_s_own_and_an_admin_what_is_shared(
    client_of: ClientOf, viewer: User, analyst: User, admin: User, stranger: User
) -> None:
    save(client_of(analyst), "Shared", shared="1")
    save(client_of(analyst), "Private")
    shared, private = (SavedView.objects.get(name=name) for name in ("Shared", "Private"))
    client_of(viewer).post(f"{VIEWS}{shared.pk}/delete/")
    client_of(admin).post(f"{VIEWS}{private.pk}/delete/")
    client_of(stranger).post(f"/o/bluefin/views/{shared.pk}/delete/")
    client_of(analyst).get(f"{VIEWS}{private.pk}/delete/")
    assert SavedView.objects.count() == 2
    client_of(admin).post(f"{VIEWS}{shared.pk}/delete/")
    client_of(analyst).post(f"{VIEWS}{private.pk}/delete/")
    assert SavedView.objects.count() == 0
    assert sidebar(client_of(viewer)) == ""


def test_a_hostile_name_is_only_a_name(client_of: ClientOf, viewer: User) -> None:
    client = client_of(viewer)
    save(client, "<script>alert(1)</script>")
    assert "<script>alert" not in client.get(LIST).content.decode()
