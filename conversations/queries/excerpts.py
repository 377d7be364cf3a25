"""Where in a found conversation the searched words stand: in its summary, a turn, its findings."""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection
from markupsafe import Markup

from conversations.models import Conversation
from web import highlight, words
from web.highlight import Query, Term

_TURNS = """
SELECT DISTINCT ON (conversation_id) conversation_id, position, text
FROM conversations_turn
WHERE conversation_id = ANY(%s) AND text ~* %s
ORDER BY conversation_id, position
"""
# Turns are compared as they were written: a plain letter may stand there with an accent.
_ACCENTED = {
    "a": "aàáâãäåā", "c": "cçćč", "e": "eèéêëēę", "i": "iìíîïīıy", "n": "nñń", "o": "oòóôõöøō",
    "s": "sśşš", "u": "uùúûüū", "y": "yýÿi", "z": "zźžż",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A marked stretch of text; `turn` is its position, None outside the transcript."""

    text: Markup
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A text that may be shown, how many of the wanted terms it has, and the turn it is, if any."""

    text: str
    score: int
    turn: int | None = None


def excerpts(conversation_ids: list[int], query: Query) -> dict[int, Excerpt]:
    """Return {conversation id: excerpt} for those where a wanted word can be shown.

    The place with the most of the wanted terms is shown; of equal ones the summary, then a turn,
    then the findings. Two queries.
    """
    heads = Conversation.objects.filter(pk__in=conversation_ids)
    places: dict[int, list[Place]] = {}
    for pk, summary, findings in heads.values_list("pk", "summary", "findings"):
        places[pk] = [_place(summary, query), _place(_findings_text(findings), query)]
    wanted = sum(not term.is_excluded for term in query.terms)
    in_turns = [pk for pk in places if places[pk][0].score < wanted]
    for pk, place in _turns(in_turns, query).items():
        places[pk].insert(1, place)
    found: dict[int, Excerpt] = {}
    for pk, texts in places.items():
        best = max(texts, key=lambda place: place.score)
        hit = highlight.excerpt(best.text, query)
        if hit is not None:
            found[pk] = Excerpt(hit, best.turn)
    return found


def _place(text: str, query: Query, turn: int | None = None) -> Place:
    return Place(text, query.count(text), turn)


def _turns(conversation_ids: list[int], query: Query) -> dict[int, Place]:
    """Return each conversation's first turn with a wanted term in it."""
    if not conversation_ids:
        return {}
    pattern = "|".join(_pattern(term) for term in query.terms if not term.is_excluded)
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [conversation_ids, pattern])
        return {pk: _place(text, query, at) for pk, at, text in cursor.fetchall()}


def _pattern(term: Term) -> str:
    """Return a pattern of the term's words; scripts that need no spaces have words side by side."""
    parts = [_loosely(term.lexemes[0])]
    for before, lexeme in pairwise(term.lexemes):
        parts += [r"\W*" if words.is_wide(before) or words.is_wide(lexeme) else r"\W+"]
        parts += [_loosely(lexeme)]
    return "".join(parts)


def _loosely(lexeme: str) -> str:
    """Return a pattern of words that begin like the lexeme and may end otherwise."""
    if words.is_wide(lexeme):
        return re.escape(lexeme)
    letters = "".join(
        f"[{_ACCENTED[letter]}]" if letter in _ACCENTED else re.escape(letter) for letter in lexeme
    )
    return rf"\m{letters}\w*"


def _findings_text(findings: dict[str, object]) -> str:
    return " · ".join(f"{goal}: {plain(value)}" for goal, value in findings.items())


def plain(value: object) -> str:
    """Return a finding's value as one line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {plain(item)}" for key, item in sorted(value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    return "" if value is None else str(value)
