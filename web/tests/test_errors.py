"""Every failure has a page in plain words, and it stands when the database does not."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from roxels_dash.tests.markup import problems
from web import errors
from web.logs import RequestIdFilter, current_request_id


def page_of(response: object, status: int) -> str:
    assert response.status_code == status  # type: ignore[attr-defined]
    assert response["Cache-Control"] == "no-store"  # type: ignore[index]
    page = response.content.decode()  # type: ignore[attr-defined]
    assert problems(page) == []
    assert 'href="/"' in page
    return str(page)


@pytest.mark.django_db
def test_an_unknown_address_says_what_to_do() -> None:
    assert "There is nothing at this address" in page_of(Client().get("/nowhere/"), 404)


def test_without_a_database_the_page_says_so_and_names_the_request() -> None:
    """The database is out of reach in a test that does not ask for it."""
    client = Client(raise_request_exception=False)
    response = client.get(reverse("account_login"))
    page = page_of(response, 500)
    assert "Something went wrong on our side" in page
    found = re.search(r'<code class="request-number">([0-9a-f]{32})</code>', page)
    assert found
    assert found[1] == response["X-Request-ID"]


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_plain_words() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {"login": "a@example.com"})
    assert "This form is no longer valid" in page_of(response, 403)


@pytest.mark.django_db
def test_a_cookie_with_a_nul_is_none() -> None:
    client = Client(headers={"cookie": r'sessionid="\000\000\000\000 no session"; tz="\000"'})
    assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_bad_request() -> None:
    response = Client().get("/", headers={"host": "evil.example"})
    assert "This request could not be read" in page_of(response, 400)


@pytest.mark.django_db
def test_an_overfull_form_is_a_bad_request() -> None:
    form = {f"field{number}": "x" for number in range(1001)}
    response = Client().post(reverse("account_login"), form)
    assert "This request could not be read" in page_of(response, 400)


@pytest.mark.django_db
def test_htmx_gets_the_same_status_and_page() -> None:
    response = Client().get("/nowhere/", headers={"HX-Request": "true"})
    assert "There is nothing at this address" in page_of(response, 404)


def test_a_role_that_is_not_enough_is_told_whom_to_ask() -> None:
    response = errors.forbidden(RequestFactory().get("/"), PermissionDenied())
    assert "Ask an admin of the organisation" in page_of(response, 403)


def test_an_error_outside_a_request_of_ours_shows_no_number() -> None:
    current_request_id.set("-")
    page = page_of(errors.server_error(RequestFactory().get("/")), 500)
    assert "request-number" not in page


@pytest.mark.django_db
def test_the_log_of_a_refusal_names_its_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.WARNING, "django.request"):
        response = Client().get("/nowhere/")
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert record.request_id == response["X-Request-ID"]  # type: ignore[attr-defined]
