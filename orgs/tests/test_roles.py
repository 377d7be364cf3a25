"""Who may do what: the design's table, row by row, at the door that every page stands behind."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from orgs.http import organization_page
from orgs.models import Organization, User
from orgs.roles import Act
from roxels_dash.tests.people import make_user

# viewer, analyst, admin, support staff with a reason
TABLE = {
    Act.READ: (True, True, True, True),
    Act.REVIEW: (False, True, True, False),
    Act.CONFIGURE: (False, False, True, False),
    Act.ADMINISTER: (False, False, True, False),
    Act.REQUEST_ERASURE: (False, False, True, True),
}


def is_let_through(user: User, act: Act) -> bool:
    request: Any = RequestFactory().get("/o/northwind/")
    request.user, request.session = user, {}
    view = organization_page(act)(lambda _: HttpResponse("inside"))
    try:
        response: Any = view(request, slug="northwind")
    except PermissionDenied:
        return False
    return bool(response.content == b"inside")


@pytest.mark.parametrize("act", Act)
def test_a_role_may_do_what_the_table_says(
    act: Act, viewer: User, analyst: User, admin: User, visiting_support: User
) -> None:
    users = (viewer, analyst, admin, visiting_support)
    assert tuple(is_let_through(user, act) for user in users) == TABLE[act]


def test_support_may_request_an_erasure_without_a_reason(northwind: Organization) -> None:
    newcomer = make_user("newcomer", is_support=True)
    assert is_let_through(newcomer, Act.REQUEST_ERASURE)
    assert not is_let_through(newcomer, Act.READ)


def test_a_view_says_what_it_needs() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert organization_page(Act.REVIEW)(view).act is Act.REVIEW  # type: ignore[attr-defined]
