"""Finding one's way in an OpenAPI document."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
Schema = Mapping[str, Any]


def resolved(document: Document, schema: Schema) -> Schema:
    """Follow a reference, and look past the `or null` of a field that may be null."""
    if "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return {**resolved(document, found), **_without(schema, "$ref")}
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return {**resolved(document, schema["allOf"][0]), **_without(schema, "allOf")}
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        return {**resolved(document, choices[0]), **_without(schema, "anyOf"), "nullable": True}
    return schema


def _without(schema: Schema, name: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != name}
