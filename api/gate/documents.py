"""What the OpenAPI document says of every operation alike: its errors, its key, its repeats."""

from typing import Any

from pydantic import BaseModel, Field

from api.gate.admission import ApiKey
from api.gate.idempotency import HEADER
from orgs.scopes import Scope


class Problem(BaseModel):
    code: str = Field(description="What kind of error it is; stays as it is.")
    message: str = Field(description="The same for people; may change.")
    field: str | None = Field(
        None, description="What of the request it is about: `persons[0].name`, `cursor`."
    )
    request_id: str = Field(description="What support asks for; also the header X-Request-ID.")


class ErrorAnswer(BaseModel):
    """The envelope of every error."""

    error: Problem


class ProblemInBrief(BaseModel):
    code: str = Field(description="What kind of error it is; stays as it is.")
    message: str = Field(description="The same for people; may change.")


class BriefErrorAnswer(BaseModel):
    """The envelope of every error, where a dialect's document has it so."""

    error: ProblemInBrief


_ALWAYS = (400, 401, 403, 429, 500, 503)
_WITH_BODY = (409, 411, 413, 415, 422)
_REPEATABLE = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A name of yours for this request: sent again within 24 hours it gets the same"
    " answer, with the header Idempotent-Replayed, and is not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}


def reads(
    scope: Scope, shape: Any, *errors: int, envelope: type[BaseModel] = ErrorAnswer
) -> dict[str, Any]:
    """Return what ninja is told of an operation that reads: its key, its answer, its errors."""
    told = dict.fromkeys(sorted({*_ALWAYS, *errors}), envelope)
    return {"auth": ApiKey(scope), "response": {200: shape, **told}}


def deletes(scope: Scope, shape: Any, *errors: int) -> dict[str, Any]:
    """The same of a DELETE: 202 with `shape` while it is under way, 204 once it is done."""
    told = dict.fromkeys(sorted({*_ALWAYS, *errors}), ErrorAnswer)
    return {"auth": ApiKey(scope), "response": {202: shape, 204: None, **told}}


def changes(scope: Scope, shape: Any, *errors: int) -> dict[str, Any]:
    """The same of one that changes what is there."""
    return reads(scope, shape, *_WITH_BODY, *errors)


def posts(
    scope: Scope, shapes: dict[int, Any], *errors: int, body: type[BaseModel] | None = None
) -> dict[str, Any]:
    """The same of a POST. `shapes`: its answers by their status.

    `body`: what it reads itself, past ninja.
    """
    extra: dict[str, Any] = {"parameters": [_REPEATABLE]}
    if body is not None:
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        extra["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return {
        "auth": ApiKey(scope),
        "response": {**shapes, **_errors(*_ALWAYS, *_WITH_BODY, *errors)},
        "openapi_extra": extra,
    }


def _errors(*statuses: int) -> dict[int, Any]:
    return dict.fromkeys(sorted(statuses), ErrorAnswer)
