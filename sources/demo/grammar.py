"""From a template to something said: choices made, slots filled, the finding's words marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from sources.demo.script import Filled

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
# A choice that ends in a mark of its own, at the end of a sentence.
_TWICE_ENDED = re.compile(r"([?!…])[.,]")
_OPENING = re.compile(r"^‹?[a-z]")
_MARKED = re.compile(r"‹([^‹›]*)›")


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the spans of its marked words in characters (end exclusive)."""

    text: str
    spans: tuple[tuple[int, int], ...]


def say(template: str, rng: Random, slots: Mapping[str, Filled]) -> Said:
    """Return one wording of `template`. KeyError where it names a slot that is not filled."""
    text = _fill(_choose(template, rng), slots)
    text = _TWICE_ENDED.sub(r"\1", text)
    text = _OPENING.sub(lambda match: match[0].upper(), text)
    spans: list[tuple[int, int]] = []

    def unmark(match: re.Match[str]) -> str:
        start = match.start() - 2 * len(spans)
        spans.append((start, start + len(match[1])))
        return match[1]

    return Said(_MARKED.sub(unmark, text), tuple(spans))


def _choose(text: str, rng: Random) -> str:
    while match := _CHOICE.search(text):
        chosen = rng.choice(match[1].split("|"))
        text = text[: match.start()] + chosen + text[match.end() :]
    return text


def _fill(text: str, slots: Mapping[str, Filled]) -> str:
    return _SLOT.sub(lambda match: slots[match[1]].words, text)


def resolve(value: Any, slots: Mapping[str, Filled]) -> Any:
    """Return a JSON value with its slots filled; a string that is one slot becomes its value."""
    if isinstance(value, dict):
        return {key: resolve(item, slots) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, slots) for item in value]
    if isinstance(value, str):
        whole = _SLOT.fullmatch(value)
        return slots[whole[1]].value if whole else _fill(value, slots)
    return value
