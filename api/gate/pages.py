"""The page on which a dialect's operations can be read; it needs no key and no network."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup
from ninja import NinjaAPI

from api.gate.reference import Group, coded, reference
from web.pages import render


def reference_page(dialect: NinjaAPI, document: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view. `document`: the name of the URL of the dialect's OpenAPI document."""
    kept: list[tuple[str, list[Markup], list[Group]]] = []

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        if not kept:
            schema = dialect.get_openapi_schema()
            told = [coded(part) for part in schema["info"]["description"].split("\n\n")]
            kept.append((schema["info"]["title"], told, reference(schema, settings.BASE_URL)))
        title, introduction, groups = kept[0]
        context = {
            "title": title,
            "introduction": introduction,
            "groups": groups,
            "document_url": reverse(document),
        }
        return render(request, "api/reference.html", context)

    return page
