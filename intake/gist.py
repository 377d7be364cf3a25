"""The one line that tells a conversation from the next in a list."""

import re

from intake.records import ConversationRecord

_LENGTH = 200
_SENTENCE = re.compile(r".+?(?:[.!?…](?=\s|$)|[。！？])", re.DOTALL)


def gist(record: ConversationRecord) -> str:
    """Return the summary's first sentence, or of a live one what was said last, in quotes.

    At most 200 characters; '' where there is neither.
    """
    if summary := " ".join(record.summary[:2_000].split()):
        sentence = _SENTENCE.match(summary)
        return _cut(sentence[0] if sentence else summary, _LENGTH)
    if record.status == "joined":
        for turn in reversed(record.transcript):
            if turn.role == "user" and (text := " ".join(turn.text[:2_000].split())):
                return f"“{_cut(text, _LENGTH - 2)}”"
    return ""


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head, space, _ = text[: length - 1].rpartition(" ")
    # A text without spaces near the end (Japanese, a long address) is cut where it stands.
    return f"{head if space and len(head) > length // 2 else text[: length - 1]}…"
