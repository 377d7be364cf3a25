"""Whether all that a dialect's document states has a test, and whether that is all there is.

A table of statements names the tests of each. Its patterns have to cover everything that the API
announces, so that a new field, status, parameter or value without a statement fails.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any, NamedTuple


class Stated(NamedTuple):
    """`says`: what the document says, in our words. `covers`: patterns of announced names, with
    blanks between. `tests`: `module.test_name`, with blanks between; modules stand in api/."""

    says: str
    covers: str
    tests: str


def announced(document: dict[str, Any]) -> set[str]:
    """Return the names of all that an OpenAPI document announces: `GET /x ?limit`, `GET /x 404`,
    `Shape.field`; of what takes certain values, each as `…=value`."""
    return {*_operations(document), *_fields(document)}


def _operations(document: dict[str, Any]) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", ()):
                yield from _valued(f"{name} ?{parameter['name']}", parameter["schema"])
            yield from (f"{name} {status}" for status in operation["responses"])


def _fields(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            yield from _valued(f"{name}.{field}", told)


def _valued(name: str, schema: dict[str, Any]) -> Iterator[str]:
    shapes = (schema, *schema.get("anyOf", ()))
    values = [value for shape in shapes for value in shape.get("enum", ())]
    yield name
    yield from (f"{name}={value}" for value in values)


def missing(document: dict[str, Any], table: Sequence[Stated]) -> list[str]:
    """Return what is wrong with the table, a line each; nothing where it is whole."""
    names = announced(document)
    patterns = [pattern for row in table for pattern in row.covers.split()]
    open_ones = [
        f"{name}: nothing states it"
        for name in sorted(names)
        if not any(fnmatchcase(name.replace(" ", "_"), pattern) for pattern in patterns)
    ]
    idle = [
        f"{pattern}: is not announced"
        for pattern in patterns
        if not any(fnmatchcase(name.replace(" ", "_"), pattern) for name in names)
    ]
    untested = [f"{row.says}: has no test" for row in table if not row.tests.split()]
    unknown = [f"{test}: no such test" for row in table for test in row.tests.split() if _no(test)]
    return [*open_ones, *idle, *untested, *unknown]


def check(document: dict[str, Any], table: Sequence[Stated]) -> None:
    """Fail where the table is not whole, and where it would not be missed."""
    wrong = missing(document, table)
    assert not wrong, "\n".join(wrong)
    assert missing(document, table[:-1]), "the table is what it is checked by"


def _no(test: str) -> bool:
    module, _, name = test.rpartition(".")
    return not callable(getattr(import_module(f"api.{module}"), name, None))
