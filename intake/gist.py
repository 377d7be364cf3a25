"""The one line that tells a conversation from the next in a list."""

import re

from intake.records import ConversationRecord

_LENGTH = 200
_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s|$)|[。！？])", re.DOTALL)


def gist(record: ConversationRecord) -> str:
    """Return the summary's first sentence, or of a live one what was said last, in quotes.

    At most 200 characters; '' where there is neither.
    """
    if told := summary_gist(record.summary):
        return told
    if record.status == "joined":
        for turn in reversed(record.transcript):
            if turn.role == "user" and (words := words_gist(turn.text)):
                return words
    return ""


def summary_gist(summary: str) -> str:
    """Return the first sentence of a summary; '' where it is blank."""
    text = " ".join(summary[:2_000].split())
    sentence = _SENTENCE.match(text)
    return _cut(sentence[0] if sentence else text, _LENGTH)


def words_gist(text: str) -> str:
    """Return in quotes what somebody said; '' where it is blank."""
    words = " ".join(text[:2_000].split())
    return f"“{_cut(words, _LENGTH - 2)}”" if words else ""


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head, space, _ = text[: length - 1].rpartition(" ")
    # A text without spaces near the end (Japanese, a long address) is cut where it stands.
    return f"{head if space and len(head) > length // 2 else text[: length - 1]}…"
