"""What an output is: one entry of a template version's `outputs`.

{"id", "type": "webhook" | "chained" | "callback", "when": {"event", "goal"?}, "headers"?, "body"?}
with "endpoint": "ep_…" of a webhook; "method", "url" and "store_as"? of a chained call; "name"? of
a callback. Bodies and the values of headers may hold places such as {{findings.location}}.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

MOST_BYTES = 256_000  # of a body
MOST_OUTPUTS = 100

# What a place may begin with; see outputs.payloads, which gives them their values.
ROOTS = frozenset(
    {"context", "person", "findings", "conversation", "template", "summary", "goal", "value"}
)
RESERVED_HEADERS = frozenset(
    {
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te",
        "trailer", "expect", "proxy-authorization", "proxy-connection", "content-type",
        "accept-encoding", "webhook-id", "webhook-timestamp", "webhook-signature",
    }
)  # fmt: skip
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
MOST_HEADERS = 30

Event = Literal[
    "goal.committed", "conversation.ended", "conversation.completed", "criteria.evaluated"
]


class OutputProblem(Exception):
    """What is wrong with an output, and where: `outputs[2].when.event`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.path = path
        self.reason = reason


class When(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    event: Event
    goal: str | None = Field(default=None, min_length=1, max_length=200)


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}$")
    when: When = When(event="conversation.completed")
    headers: dict[str, str] = Field(default_factory=dict, max_length=MOST_HEADERS)
    body: dict[str, Any] | None = None

    @field_validator("headers")
    @classmethod
    def _check_headers(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if problem := header_problem(name, value):
                raise ValueError(f"{name[:60]} {problem}")
        return headers


class Webhook(_Output):
    """Sent to an endpoint of the organisation; without a body, as the standard payload."""

    type: Literal["webhook"]
    endpoint: str = Field(min_length=1, max_length=128)


class Chained(_Output):
    """A call of another API; `store_as`: the goal whose finding keeps the answer."""

    type: Literal["chained"]
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: str
    store_as: str | None = Field(default=None, min_length=1, max_length=200)


class Callback(BaseModel):
    """Fired by the page that embeds the conversation; here it is only told of."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}$")
    type: Literal["callback"]
    name: str = Field(default="", max_length=200)
    when: When = When(event="goal.committed")


Output = Webhook | Chained | Callback
_KINDS: dict[str, type[Output]] = {"webhook": Webhook, "chained": Chained, "callback": Callback}
_ADAPTERS: dict[str, TypeAdapter[Output]] = {
    name: TypeAdapter(kind) for name, kind in _KINDS.items()
}


def read_output(given: Any, path: str = "output") -> Output:
    """Return the output that `given` describes. Raises OutputProblem for the first mistake."""
    if not isinstance(given, dict):
        raise OutputProblem(path, "must be an object")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in _ADAPTERS:
        raise OutputProblem(f"{path}.type", "must be webhook, chained or callback")
    try:
        return _ADAPTERS[kind].validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f".{part}" for part in first["loc"])
        raise OutputProblem(path + where, _in_words(first)) from None


def readable_outputs(given: Any) -> Iterator[Output]:
    """Yield the outputs that can fire; what has another form, as old imports have, never does."""
    for entry in given if isinstance(given, list) else ():
        try:
            yield read_output(entry)
        except OutputProblem:
            continue


def header_problem(name: str, value: str) -> str:
    """Return what is wrong with a header that somebody configures, "" if nothing is."""
    if not _HEADER_NAME.fullmatch(name):
        return "is no name of a header"
    if name.lower() in RESERVED_HEADERS:
        return "is set by us"
    if not value.isprintable() or len(value) > 4000:
        return "must be one line of at most 4,000 characters"
    return ""


def _in_words(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return "is not known here"
    if error["type"] == "missing":
        return "is missing"
    return message[:1].lower() + message[1:]
