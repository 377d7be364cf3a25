"""The API's floors: what an operation costs before it does anything, behind the product's gate."""

from django.http import HttpResponse
from pydantic import BaseModel, ConfigDict

from api.gate.admission import ApiRequest
from api.gate.answers import answer
from api.gate.dialect import Dialect
from api.gate.documents import posts, reads
from orgs.scopes import Scope


class Anything(BaseModel):
    """Whatever JSON object."""

    model_config = ConfigDict(extra="allow")


dialect = Dialect("/v1/bench/", urls_namespace="bench")


@dialect.get("/nothing", **reads(Scope.CONVERSATIONS_READ, Anything), url_name="bench_get")
def get_nothing(request: ApiRequest) -> HttpResponse:
    """Answer a key with nothing at all."""
    return answer({})


@dialect.post(
    "/nothing", **posts(Scope.CONVERSATIONS_WRITE, {201: Anything}), url_name="bench_post"
)
def post_nothing(request: ApiRequest, given: Anything) -> HttpResponse:
    """Read what was sent and do nothing with it."""
    return answer({}, 201)


urlpatterns = list(dialect.patterns("bench"))
