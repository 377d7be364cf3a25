"""`{{context.key}}` in a text, filled from data: no code, no tests, no loops, nothing but values.

What a value holds stays as it is: braces in it are never looked at again. A few letters can name a
value of megabytes, and do so thousands of times: what goes into one document is counted.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MOST = 1_000_000  # characters that the places of one document are filled with

_PLACE = re.compile(r"\{\{\s*context\.([^\s{}]+)\s*\}\}")


class TooMuch(ValueError):
    """The places of a document would be filled with more than MOST characters."""


class _Room:
    """How many characters a document's places may still be filled with."""

    def __init__(self) -> None:
        self._left = MOST

    def written(self, value: Any) -> str:
        """Return a value as text. Raises TooMuch."""
        text = _written(value)
        self._left -= len(text)
        if self._left < 0:
            raise TooMuch
        return text


def fill(text: str, *sources: Mapping[str, Any]) -> str:
    """Return `text` with each `{{context.a.b}}` taken from the first source that has its `a`.

    What none has is empty; an object, a list or a number is written as JSON. Raises TooMuch.
    """
    return _filled(text, sources, _Room())


def fill_all(value: Any, *sources: Mapping[str, Any]) -> Any:
    """Return JSON with every text in it filled, and everything else, keys too, as it is.

    Raises TooMuch.
    """
    room = _Room()
    return _each_text(value, lambda text: _filled(text, sources, room))


def _each_text(value: Any, change: Callable[[str], Any]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value


def _filled(text: str, sources: tuple[Mapping[str, Any], ...], room: _Room) -> str:
    if "{{" not in text:
        return text
    return _PLACE.sub(lambda found: room.written(_look_up(found[1], sources)), text)


def _look_up(name: str, sources: tuple[Mapping[str, Any], ...]) -> Any:
    first, *steps = name.split(".")
    value = next((source[first] for source in sources if first in source), None)
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_ANY_PLACE = re.compile(r"\{\{\s*([a-z_]+)((?:\.[^\s{}]+)?)\s*\}\}")


def render(value: Any, data: Mapping[str, Any]) -> Any:
    """Return JSON with every `{{root.key}}` in its texts taken from `data`, {root: value}.

    A text that is nothing but a place becomes the value itself, whatever its type, null where
    there is none; within a text it is text, as `fill` writes it. Keys stay as they are, and so
    does a place of another root. No value is ever looked at again. Raises TooMuch.
    """
    room = _Room()
    return _each_text(value, lambda text: _rendered(text, data, room))


def places(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (root, rest) of every place in the texts of JSON: ("findings", "location")."""
    if isinstance(value, str):
        yield from ((found[1], found[2][1:]) for found in _ANY_PLACE.finditer(value))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from places(item)


def _rendered(text: str, data: Mapping[str, Any], room: _Room) -> Any:
    if "{{" not in text:
        return text
    whole = _ANY_PLACE.fullmatch(text)
    if whole and whole[1] in data:
        value = _reach(data[whole[1]], whole[2][1:])
        room.written(value)  # The same value in many places costs nothing before it is encoded.
        return value

    def written(found: re.Match[str]) -> str:
        if found[1] not in data:
            return found[0]
        return room.written(_reach(data[found[1]], found[2][1:]))

    return _ANY_PLACE.sub(written, text)


def _reach(value: Any, name: str) -> Any:
    """Return what `name` leads to in `value`; a key that holds dots itself goes first."""
    if not name:
        return value
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    first, _, rest = name.partition(".")
    return _reach(value.get(first), rest) if rest else None
