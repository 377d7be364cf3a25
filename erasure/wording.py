"""How a word that somebody is called by is looked for in texts, and taken out of them.

It has to stand as a word of its own: nobody is found by `lan` in `Milan`. Where a script puts no
spaces between words there is nothing to tell that by, and the word is found anywhere. What is too
short for that, as `Bo` or `李`, would be found in everybody's sentences: it is looked for where it
is the whole of a value, written just so; and a number, or a single letter, not at all.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from erasure.models import Identity, Term
from erasure.places import Column
from web.redacted import REDACTED, is_only_redacted

# Characters of a word that is looked for among others; a shorter one would be found everywhere.
# Fewer where each of them is a syllable or a word.
SHORTEST, SHORTEST_UNSPACED = 3, 2
_SHORTEST_WHOLE, _SHORTEST_WHOLE_UNSPACED = 2, 1

# Scripts without spaces, and Korean, which puts particles to its names: Thai and Lao, Burmese,
# Khmer, kana, ideographs, hangul.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
# Found among other words, it would be found in whatever was redacted.
_AS_REDACTED = re.compile(rf"\W*{REDACTED.strip('[]')}\W*", re.I)
# What ends in a letter or digit and is none: how JSON and addresses write other characters.
_WRITTEN = r"\\[bfnrt]|\\u[0-9a-fA-F]{4}"
_IN_BYTES = rf"{_WRITTEN}|%[0-9a-fA-F]{{2}}"


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody may be called by. `is_whole`: found where it is the whole of a value alone."""

    term: Term
    text: str
    is_whole: bool = False

    @property
    def written(self) -> str:
        """As it stands within JSON."""
        return json.dumps(self.text, ensure_ascii=False)[1:-1]

    @property
    def in_bytes(self) -> list[bytes]:
        """As it may stand in a body: as it is, and within JSON, also that of ASCII alone."""
        forms = (self.text, self.written, json.dumps(self.text)[1:-1])
        quote = '"' if self.is_whole else ""
        return [f"{quote}{form}{quote}".encode() for form in dict.fromkeys(forms)]


def words_of(identity: Identity) -> Iterator[Word]:
    """Yield what is looked for: external id, e-mail and name, where they are long enough.

    Those of today, and those they had since it was requested.
    """
    for term, text in _called(identity):
        if not _is_short(text):
            yield Word(term, text)
        elif _can_be_told(text):
            yield Word(term, text, is_whole=True)


def limits_of(identity: Identity) -> tuple[set[Term], set[Term]]:
    """Return of which kind a word is looked for only as the whole of a value, and of which not."""
    short = [(term, text) for term, text in _called(identity) if text and _is_short(text)]
    whole = {term for term, text in short if _can_be_told(text)}
    return whole, {term for term, text in short if not _can_be_told(text)}


def _called(identity: Identity) -> dict[tuple[Term, str], None]:
    told = [*identity.called, *((Term(term), text) for term, text in identity.earlier)]
    return dict.fromkeys((term, text.strip()) for term, text in told if not is_only_redacted(text))


def _is_short(text: str) -> bool:
    if _AS_REDACTED.fullmatch(text):
        return True
    return len(text) < (SHORTEST_UNSPACED if _UNSPACED.search(text) else SHORTEST)


def _can_be_told(text: str) -> bool:
    shortest = _SHORTEST_WHOLE_UNSPACED if _UNSPACED.search(text) else _SHORTEST_WHOLE
    return len(text) >= shortest and not text.isdecimal()


def matching(column: Column, word: Word, parameters: dict[str, Any]) -> str:
    """Return SQL for whether a column names the word, as a word of its own; fill `parameters`."""
    name = f"t.{column.name}"

    def told(value: Any) -> str:
        parameters[f"p{len(parameters)}"] = value
        return f"%(p{len(parameters) - 1})s"

    if word.is_whole:
        return _matching_whole(column, word, told)
    if column.type == "bytea":
        tests = [
            f"(position({told(form)}::bytea IN {name}) > 0"
            f" AND encode({name}, 'escape') ~ {told(_within_bytes(form, word.text))})"
            for form in word.in_bytes
        ]
        return f"({' OR '.join(tests)})"
    text = word.written if column.type == "jsonb" else word.text
    before = rf"(^|\W|{_WRITTEN})" if column.type == "jsonb" else r"(^|\W)"
    pattern = alone(word.text, escaped(text), before, r"(\W|$)")
    value = f"{name}::text" if column.type == "jsonb" else name
    return f"({value} ILIKE {told(holding(text))} AND {value} ~* {told(pattern)})"


def _matching_whole(column: Column, word: Word, told: Callable[[Any], str]) -> str:
    """The same where it is all of a value. In running text two letters are an answer, no name."""
    name = f"t.{column.name}"
    if column.type == "bytea":
        tests = [f"position({told(form)}::bytea IN {name}) > 0" for form in word.in_bytes]
        return f"({' OR '.join(tests)})"
    if column.type == "jsonb":
        pattern = rf'(^|[^\\])"{escaped(word.written)}"'
        return f"({name}::text ~ {told(pattern)})"
    return f"(btrim({name}) = {told(word.text)})" if column.type != "text" else "false"


def holding(text: str) -> str:
    """Return the pattern of LIKE for what has this text in it."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def alone(text: str, pattern: str, before: str, after: str) -> str:
    """Return the pattern of a text with what has to stand around it, where words have an end."""
    first, last = (_UNSPACED.match(edge) is None for edge in (text[0], text[-1]))
    return f"{before if first else ''}{pattern}{after if last else ''}"


def _within_bytes(form: bytes, text: str) -> str:
    """Return the pattern of some bytes as PostgreSQL's `encode(…, 'escape')` writes them.

    A byte beyond ASCII ends in a digit there, as `\\303`; a backslash is doubled.
    """
    signs = (
        "\\\\\\\\"
        if code == 92
        else f"\\\\{code:03o}"
        if not 0 < code < 128
        else escaped(chr(code))
        for code in form
    )
    written = _IN_BYTES.replace("\\\\", "\\\\\\\\")
    return _alone_in_bytes(text, "".join(signs), rf"(^|[^A-Za-z0-9_]|\\[0-7]{{3}}|{written})")


def _alone_in_bytes(text: str, pattern: str, before: str) -> str:
    """The same where only ASCII can be told apart."""
    first, last = (edge.isascii() and edge.isalnum() for edge in (text[0], text[-1]))
    return f"{before if first else ''}{pattern}{'([^A-Za-z0-9_]|$)' if last else ''}"


def escaped(text: str) -> str:
    """Return a regular expression of PostgreSQL's that is just this text."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


def is_named_in(content: bytes, words: list[Word]) -> bool:
    """Whether some bytes name one of the words, as `matching` finds them."""
    before = rf"(?:^|[^A-Za-z0-9_]|{_IN_BYTES})"
    return any(
        form in content
        if word.is_whole
        else re.search(_alone_in_bytes(word.text, re.escape(form.decode("latin-1")), before), text)
        for text in (content.decode("latin-1"),)
        for word in words
        for form in word.in_bytes
    )


def redacted(value: Any, words: list[Word]) -> Any:
    """Return a value without the words, in whatever case: text, or JSON with all its keys.

    A number in which one stands goes as a whole.
    """
    if isinstance(value, str):
        for word in words:
            if word.is_whole:
                value = REDACTED if value.strip() == word.text else value
                continue
            pattern = alone(word.text, re.escape(word.text), r"(?<!\w)", r"(?!\w)")
            value = re.sub(pattern, REDACTED, value, flags=re.I)
        return value
    if isinstance(value, list):
        return [redacted(entry, words) for entry in value]
    if isinstance(value, dict):
        return {redacted(key, words): redacted(entry, words) for key, entry in value.items()}
    if isinstance(value, int | float) and not isinstance(value, bool):
        written = json.dumps(value)
        return value if redacted(written, words) == written else REDACTED
    return value
