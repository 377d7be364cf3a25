"""How text becomes searchable words, the same way for documents, queries and highlights.

A word is a run of letters and digits, without accents and case, reduced to its English stem where
it is plain a–z; each ideograph and kana is a word of its own. PostgreSQL gets ready-made lexemes,
so that a highlight in Python marks exactly what the index found.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_LETTERS = rf"[^\W_{_WIDE}]"
# Vowel signs, accents and joiners belong to the letter before them; to `re` they are no letters.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code))[0] == "M"
)
_WIDE_LETTER = re.compile(f"[{_WIDE}]")
WORD = re.compile(rf"[{_WIDE}]|{_LETTERS}+(?:[{_MARKS}\u200c\u200d]+{_LETTERS}*)*")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
_STEMMER = snowballstemmer.stemmer("english")
_LONGEST = 100  # characters of one word; PostgreSQL refuses lexemes of 2 kB

# PostgreSQL's own limits: the last position it can name, and how many it keeps of one lexeme.
_LAST_POSITION = 16383
_POSITIONS_KEPT = 255
_LARGEST = 850_000  # bytes of a tsvector, whose limit is 1 MB: new names may be longer than old
_SURELY_FIT = 2_000  # words, however long

# Written out once: an import needs thousands of documents a second, hundreds of places in each.
_NUMBERS = [str(position) for position in range(_LAST_POSITION)]


def fold(text: str) -> str:
    """Return `text` in one case and without accents: `François` → `francois`."""
    if text.isascii():
        return text.lower()
    # Twice: what stands for several letters, as `℡` does, comes apart into large ones.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = _LATIN_MARKS.sub("", apart)
    return unicodedata.normalize("NFC", bare)


def fold_word(word: str) -> str:
    """Return one word folded and not too long to be looked for; folding lengthens some letters."""
    return fold(word[:_LONGEST])[:_LONGEST]


@lru_cache(maxsize=200_000)
def lexeme(word: str) -> str:
    """Return the lexeme under which `word` is indexed."""
    folded = fold_word(word)
    if folded.isascii() and folded.isalpha():
        return str(_STEMMER.stemWord(folded))
    return folded


def is_wide(lexeme: str) -> bool:
    """Whether it is one ideograph or kana, which no space parts from the next."""
    return _WIDE_LETTER.fullmatch(lexeme) is not None


def organization_lexeme(organization_id: int) -> str:
    """Return the lexeme every document of one organisation holds; no text can produce it."""
    return f"~o{organization_id}"


class Word(NamedTuple):
    """One word of a text: its lexeme and where it stands, in characters."""

    lexeme: str
    start: int
    end: int


def _pattern(text: str) -> re.Pattern[str]:
    """Return the quicker of two patterns that agree on `text`."""
    return _ASCII_WORD if text.isascii() else WORD


def words(text: str) -> Iterator[Word]:
    for match in _pattern(text).finditer(text):
        yield Word(lexeme(match[0]), match.start(), match.end())


def lexemes(text: str) -> list[str]:
    return list(map(lexeme, _pattern(text).findall(text)))


def name_vector(organization_id: int, name: str) -> str:
    """Return the tsvector literal of a person's name: its folded words, unstemmed."""
    composed = unicodedata.normalize("NFC", name)  # A loose accent would end its word.
    folded = {fold_word(word) for word in WORD.findall(composed)}
    return " ".join(f"'{word}'" for word in sorted({organization_lexeme(organization_id), *folded}))


def _numbers(first: int, count: int) -> list[str]:
    """Return `count` positions from `first` on; beyond the last one they stay there."""
    numbers = _NUMBERS[first : first + count]
    return numbers + [str(_LAST_POSITION)] * (count - len(numbers))


def document_vector(organization_id: int, fields: Iterable[tuple[str, str]]) -> str:
    """Return the tsvector literal of a conversation.

    `fields`: (weight A–D, text) in reading order. Two fields never join into one phrase: a
    position is left free between them.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    places[organization_lexeme(organization_id)] = []
    position = 0
    for weight, text in fields:
        position += 1
        mark = "" if weight == "D" else weight
        found = lexemes(text)
        numbers = _numbers(position + 1, len(found))
        for word, number in zip(found, numbers, strict=True):
            places[word].append(number + mark if mark else number)
        position += len(found)
    fitting = _fitting(places) if position > _SURELY_FIT else places.items()
    return " ".join(
        f"'{word}':{','.join(kept[:_POSITIONS_KEPT])}" if kept else f"'{word}'"
        for word, kept in fitting
    )


def _fitting(places: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lexemes that one tsvector holds, those that came first."""
    left = _LARGEST
    for word, kept in places.items():
        left -= len(word.encode()) + 2 * min(len(kept), _POSITIONS_KEPT) + 3
        if left < 0:
            return
        yield word, kept
