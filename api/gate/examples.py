"""A curl call for each operation, made of the examples that its OpenAPI document gives."""

import json
from collections.abc import Mapping
from typing import Any

from api.gate.schemas import Document, Schema, resolved


def curl(
    document: Document, url: str, method: str, operation: Mapping[str, Any], body: Schema
) -> str:
    """Return the call; the key stands in `$ROXELS_API_KEY`."""
    for told in operation.get("parameters", []):
        if told["in"] == "path":
            url = url.replace(f"{{{told['name']}}}", str(_example_of(document, told)))
    lines = [f'curl "{url}"', '-H "Authorization: Bearer $ROXELS_API_KEY"']
    if method != "get":
        lines[0] = f'curl -X {method.upper()} "{url}"'
    if body:
        text = json.dumps(_example_of(document, body), ensure_ascii=False, indent=2)
        lines += ['-H "Content-Type: application/json"', "-d '" + text.replace("'", "'\\''") + "'"]
    return " \\\n  ".join(lines)


def _example_of(document: Document, told: Mapping[str, Any]) -> Any:
    """Return a parameter's or a schema's own example, else one made of its required fields."""
    schema = resolved(document, told.get("schema", told))
    for source in (told, schema):
        if "example" in source:
            return source["example"]
        if source.get("examples"):
            examples = source["examples"]
            return examples[0] if isinstance(examples, list) else next(iter(examples.values()))
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", [])
            properties = schema.get("properties", {})
            return {name: _example_of(document, properties[name]) for name in wanted}
        case "array":
            return [_example_of(document, schema.get("items", {}))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return "2026-05-01T12:00:00Z" if schema.get("format") == "date-time" else "…"
