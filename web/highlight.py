"""Search queries as people type them, and marking what they found.

`reserve table` wants both words, `"half past"` the phrase, `-seattle` none of it, `reserv*` any
word that begins so. A word that is several to us (`o'brien`, `408-247`) is a phrase.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from web import words

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_TERMS_KEPT = 20
_EXCERPT = 150  # characters, about one line of the list and a half


@dataclass(frozen=True, slots=True)
class Term:
    """Lexemes that stand next to each other; the last one may be a beginning only."""

    lexemes: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False

    @property
    def tsquery(self) -> str:
        parts = [f"'{lexeme}'" for lexeme in self.lexemes]
        if self.is_prefix:
            # Words are indexed by their stems, which may be shorter than what was typed: happi.
            parts[-1] = f"({parts[-1]}:* | '{words.lexeme(self.lexemes[-1])}')"
        text = " <-> ".join(parts)
        text = f"({text})" if len(parts) > 1 else text
        return f"!{text}" if self.is_excluded else text


@dataclass(frozen=True, slots=True)
class Query:
    """What was searched for; empty when nothing in it is a word."""

    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return any(not term.is_excluded for term in self.terms)

    @property
    def tsquery(self) -> str:
        """PostgreSQL's text form; lexemes hold letters and digits only, so nothing is to quote."""
        return " & ".join(term.tsquery for term in self.terms)

    def count(self, text: str) -> int:
        """Return how many of the wanted terms stand in `text`."""
        single, longer = self._wanted()
        count = len(single.intersection(words.lexemes(text)))
        if longer:
            found = list(words.words(text))
            places = range(len(found))
            count += sum(any(_stands_at(found, at, term) for at in places) for term in longer)
        return count

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the wanted terms stand: (start, end) in characters, in order."""
        single, longer = self._wanted()
        found = list(words.words(text))
        spans: list[tuple[int, int]] = []
        for index, word in enumerate(found):
            if word.lexeme in single:
                spans.append((word.start, word.end))
            for term in longer:
                if _stands_at(found, index, term):
                    spans.append((word.start, found[index + len(term.lexemes) - 1].end))
        return _merged(spans, text)

    def _wanted(self) -> tuple[set[str], list[Term]]:
        """Return the wanted terms: whole single words, which a set finds, and all others."""
        wanted = [term for term in self.terms if not term.is_excluded]
        longer = [term for term in wanted if term.is_prefix or len(term.lexemes) > 1]
        return {term.lexemes[0] for term in wanted if term not in longer}, longer


def parse(text: str) -> Query:
    """Return the query behind what someone typed; never fails."""
    terms: list[Term] = []
    for minus, phrase, word in _TERM.findall(text):
        is_prefix = word.endswith("*")
        if is_prefix:
            *whole, begun = [part.group() for part in words.WORD.finditer(word)] or [""]
            found = [*map(words.lexeme, whole), words.fold_word(begun)] if begun else []
        else:
            found = words.lexemes(phrase or word)
        if found:
            terms.append(Term(tuple(found), is_prefix, bool(minus)))
    return Query(tuple(dict.fromkeys(terms[:_TERMS_KEPT])))


def _stands_at(found: list[words.Word], index: int, term: Term) -> bool:
    wanted = term.lexemes
    if index + len(wanted) > len(found):
        return False
    if any(found[index + step].lexeme != wanted[step] for step in range(len(wanted) - 1)):
        return False
    last = found[index + len(wanted) - 1].lexeme
    if term.is_prefix and (last.startswith(wanted[-1]) or last == words.lexeme(wanted[-1])):
        return True
    return last == wanted[-1]


def _merged(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Return the spans in order; those that overlap, or have only spaces between, as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark(text: str, spans: list[tuple[int, int]]) -> Markup:
    """Return `text` escaped, with `<mark>` around each span."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    pieces.append(escape(text[done:]))
    return Markup("".join(pieces))


def marked(text: str, query: Query | None) -> Markup:
    """Return `text` escaped, with what `query` wants marked."""
    return mark(text, query.spans(text)) if query else escape(text)


def excerpt(text: str, query: Query) -> Markup | None:
    """Return the stretch of `text` around the first hit, marked; None where nothing hits."""
    spans = query.spans(text)
    if not spans:
        return None
    start = max(0, spans[0][0] - _EXCERPT // 3)
    if start:
        space = text.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + _EXCERPT)
    inside = [(a - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    lead, trail = "…" if start else "", "…" if end < len(text) else ""
    return Markup(lead) + mark(text[start:end], inside) + Markup(trail)
