"""A dialect's OpenAPI document in the words and the order of its reference page."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from markupsafe import Markup, escape

from api.gate.examples import curl
from api.gate.schemas import Document, Schema, resolved

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 4  # levels of fields shown; what lies deeper is in the document
_TYPES = {"integer": "whole number", "boolean": "true or false", "array": "list"}
_FORMATS = {"date-time": "time", "uri": "URL"}


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or field. `name`: its path, as `persons[].name`."""

    name: str
    type: str
    is_required: bool
    told: Markup


@dataclass(frozen=True, slots=True)
class Answer:
    """One success. `type` says what comes where it is no object."""

    status: str
    type: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. `errors`: the statuses it may answer with besides."""

    anchor: str
    method: str
    path: str
    title: str
    told: Markup
    scope: str
    parameters: list[Field]
    body: list[Field]
    answers: list[Answer]
    errors: list[str]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    endpoints: list[Endpoint]


def reference(document: Document, base_url: str) -> list[Group]:
    """Return the operations of `document` by tag, in the tags' order. `base_url`: for the calls."""
    groups: dict[str, list[Endpoint]] = {tag["name"]: [] for tag in document.get("tags", [])}
    for path, operations in sorted(document["paths"].items()):
        for method in _METHODS:
            if method in operations:
                operation = operations[method]
                tag = (operation.get("tags") or ["Other"])[0]
                endpoint = _endpoint(document, base_url, method, path, operation)
                groups.setdefault(tag, []).append(endpoint)
    return [Group(name, endpoints) for name, endpoints in groups.items() if endpoints]


def _endpoint(
    document: Document, base_url: str, method: str, path: str, operation: Mapping[str, Any]
) -> Endpoint:
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    answers = operation["responses"].items()
    return Endpoint(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation.get("summary", ""),
        told=coded(operation.get("description", "")),
        scope=_scope(operation),
        parameters=[_parameter(document, told) for told in operation.get("parameters", [])],
        body=list(_fields(document, body)),
        answers=[_answer(document, str(code), told) for code, told in answers if _is_good(code)],
        errors=sorted({str(code) for code, _ in answers if not _is_good(code)}),
        curl=curl(document, f"{base_url}{path}", method, operation, body),
    )


def coded(text: str) -> Markup:
    """Return `text` escaped, with what stands between backticks as code."""
    pieces = text.split("`")
    codes = (Markup("<code>{}</code>").format(piece) for piece in pieces[1::2])
    plain = map(escape, pieces[::2])
    return Markup("").join(chain.from_iterable(zip_longest(plain, codes, fillvalue=Markup(""))))


def _is_good(status: Any) -> bool:
    return str(status).startswith("2")


def _scope(operation: Mapping[str, Any]) -> str:
    for requirement in operation.get("security", []):
        for scopes in requirement.values():
            return " ".join(scopes)
    return ""


def _parameter(document: Document, told: Mapping[str, Any]) -> Field:
    # One that may be null is one that may be left out: no query can say null.
    schema = {**resolved(document, told.get("schema", {})), "nullable": False}
    where = "" if told["in"] == "query" else f" ({told['in']})"
    words = coded(told.get("description") or schema.get("description", ""))
    return Field(told["name"] + where, _type(document, schema), told.get("required", False), words)


def _answer(document: Document, status: str, told: Mapping[str, Any]) -> Answer:
    for media, content in told.get("content", {}).items():
        schema = resolved(document, content.get("schema", {}))
        if media == "application/json":
            return Answer(status, _type(document, schema), list(_fields(document, schema)))
        return Answer(status, media, [])
    return Answer(status, "nothing", [])


def _fields(document: Document, schema: Schema, lead: str = "", depth: int = 0) -> Iterator[Field]:
    schema = resolved(document, schema)
    if schema.get("type") == "array" and "items" in schema:
        yield from _fields(document, schema["items"], f"{lead}[]", depth)
        return
    for kind, variant in _variants(document, schema):
        told = coded(variant.get("description", ""))
        yield Field(f"{lead} {kind}".strip(), "one kind", False, told)
        inner = variant.get("properties", {}).get("data", {})
        yield from _fields(document, inner, "data", depth + 1)
    required = schema.get("required", [])
    for name, given in schema.get("properties", {}).items():
        inner = resolved(document, given)
        path = f"{lead}.{name}" if lead else name
        told = coded(inner.get("description", ""))
        yield Field(path, _type(document, inner), name in required, told)
        if depth < _DEEPEST:
            yield from _fields(document, inner, path, depth + 1)


def _variants(document: Document, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield what a list may hold where its items tell by their `type` which of many they are."""
    if schema.get("discriminator", {}).get("propertyName") != "type":
        return
    for choice in schema["oneOf"]:
        variant = resolved(document, choice)
        told = variant["properties"]["type"]
        yield " / ".join(told.get("enum", [told.get("const", "")])), variant


def _type(document: Document, schema: Schema) -> str:
    """Return a schema's type in a few words: `text, 1–200 characters or null`."""
    if "const" in schema:
        words = json.dumps(schema["const"])
    elif "enum" in schema:
        words = " / ".join(str(value) for value in schema["enum"] if value != "")
    elif "anyOf" in schema:
        words = " or ".join(_type(document, resolved(document, one)) for one in schema["anyOf"])
    elif "discriminator" in schema:
        words = "one of the kinds below"
    elif schema.get("type") == "array":
        words = f"list of {_type(document, resolved(document, schema.get('items', {})))}"
    elif schema.get("type") == "string":
        words = _FORMATS.get(schema.get("format", ""), "text")
    else:
        kind = str(schema.get("type", "anything"))
        words = _TYPES.get(kind, kind)
    words += _bounds(schema)
    return f"{words} or null" if schema.get("nullable") else words


def _bounds(schema: Schema) -> str:
    for least, most, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ):
        low, high = schema.get(least), schema.get(most)
        if high is not None:
            return f", {low}–{high:,}{unit}" if low else f", up to {high:,}{unit}"
        if low:
            return f", at least {low}{unit}"
    return ""
