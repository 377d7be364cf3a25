"""A dialect of three operations: enough to show what the gate does with any."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import include, path
from ninja import Query
from pydantic import BaseModel, ConfigDict

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.dialect import Dialect
from api.gate.documents import posts, reads
from api.gate.errors import conflict
from api.gate.lists import Page, Paging, read_page
from conversations.models import Template
from orgs.scopes import Scope
from roxels_dash.urls import handler400, handler403, handler404, handler500
from web.keyset import Place

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    fail: str = ""
    extra: dict[str, Any] = {}


class Word(BaseModel):
    number: int


class Words(Paging):
    parity: str | None = None


MOMENT = datetime(2026, 6, 1, tzinfo=UTC)

dialect = Dialect("/v1/", urls_namespace="gate-tests")


@dialect.get("/words", **reads(Scope.CONVERSATIONS_READ, Page[Word]))
def list_words(request: ApiRequest, asked: Query[Words]) -> HttpResponse:
    """The numbers from 9 to 0, each made a microsecond after the one below."""
    everything = [n for n in range(9, -1, -1) if asked.parity in (None, ("even", "odd")[n % 2])]

    def fetch(place: Place | None, limit: int) -> list[int]:
        return [n for n in everything if place is None or n < place.id][:limit]

    rows, page = read_page(request, "words", asked, fetch, lambda n: Place(MOMENT, n))
    return answer({"items": [{"number": n} for n in rows], **page})


@dialect.post("/notes", **posts(Scope.TEMPLATES_WRITE, {201: Note}))
def make_note(request: ApiRequest, note: Note) -> HttpResponse:
    """Write a template of that name, and then fail if asked to."""
    template = Template.objects.create(organization_id=request.key.organization_id, name=note.text)
    request.about.append(template.public_id)
    if note.fail == "refused":
        raise conflict("No.", "text")
    if note.fail == "broken":
        raise ZeroDivisionError("the secret of the house")
    return answer({"id": template.public_id}, 201)


urlpatterns = [path("v1/", include(list(dialect.patterns("gate"))))]
