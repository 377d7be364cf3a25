"""Where in a found conversation the searched words stand: summary, findings, else a turn."""

import re
from dataclasses import dataclass

from django.db import connection
from markupsafe import Markup

from conversations.models import Conversation
from web import highlight
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


def excerpts(conversation_ids: list[int], query: Query) -> dict[int, Excerpt]:
    """Return {conversation id: excerpt} for those where a wanted word can be shown. Two queries."""
    found: dict[int, Excerpt] = {}
    heads = Conversation.objects.filter(pk__in=conversation_ids)
    for pk, summary, findings in heads.values_list("pk", "summary", "findings"):
        for text in (summary, _findings_text(findings)):
            hit = highlight.excerpt(text, query)
            if hit is not None:
                found[pk] = Excerpt(hit)
                break
    rest = [pk for pk in conversation_ids if pk not in found]
    if rest:
        found |= _in_turns(rest, query)
    return found


def _in_turns(conversation_ids: list[int], query: Query) -> dict[int, Excerpt]:
    pattern = "|".join(_pattern(term) for term in query.terms if not term.is_excluded)
    found: dict[int, Excerpt] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [conversation_ids, rf"\m({pattern})"])
        for pk, position, text in cursor.fetchall():
            hit = highlight.excerpt(text, query)
            if hit is not None:
                found[pk] = Excerpt(hit, position)
    return found


def _pattern(term: Term) -> str:
    return r"\W+".join(_loosely(lexeme) for lexeme in term.lexemes)


def _loosely(lexeme: str) -> str:
    """Return a pattern of words that begin like the lexeme and may end otherwise."""
    letters = "".join(
        f"[{_ACCENTED[letter]}]" if letter in _ACCENTED else re.escape(letter) for letter in lexeme
    )
    return rf"{letters}\w*"


def _findings_text(findings: dict[str, object]) -> str:
    return " · ".join(f"{goal}: {plain(value)}" for goal, value in findings.items())


def plain(value: object) -> str:
    """Return a finding's value as one line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    return "" if value is None else str(value)
