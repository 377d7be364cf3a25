"""Answering with a whole page, or with the one block of it that htmx asked for."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment
from markupsafe import Markup


def _environment() -> Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined]


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    blocks: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return `template` as a page, or one block of it.

    `blocks`: {id of the element that htmx targets: name of the block that fills it}. The same URL
    answers both ways, so both answers vary on the headers that decide.
    """
    token = cache(lambda: get_token(request))  # Each is masked anew: one serves all of a page.
    page = _environment().get_template(template)
    values = {
        **(context or {}),
        "request": request,
        "access": getattr(request, "access", None),
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(lambda: _input(token())),
    }
    block = _wanted_block(request, blocks or {})
    if block is None:
        body = page.render(values)
    else:
        body = "".join(page.blocks[block](page.new_context(values)))
    response = HttpResponse(body, status=status)
    if blocks:
        patch_vary_headers(response, ["HX-Request", "HX-Target", "HX-History-Restore-Request"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def push(request: HttpRequest, response: HttpResponse, here: str) -> HttpResponse:
    """Have htmx, where it asked, put `here` into the address bar as one more step of the history.

    The same again, as a search asks that is left, is no step to go back from.
    """
    if request.headers.get("HX-Request") == "true":
        is_there = request.headers.get("HX-Current-URL", "").endswith(here)
        response["HX-Push-Url"] = "false" if is_there else here
    return response


def _input(token: str) -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token)


def _wanted_block(request: HttpRequest, blocks: Mapping[str, str]) -> str | None:
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return None
    return blocks.get(headers.get("HX-Target", ""))
