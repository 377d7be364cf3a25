"""What those who speak in a conversation are called, the same on every page."""

from collections.abc import Mapping, Sequence

from conversations.models import TurnRole

_WORDS = 90  # characters of a turn in the text that stands for a picture


def names_of(persons: Sequence[str]) -> dict[str, str]:
    """Return what each role is called, by the names of the participants.

    The person goes by the first name where it is clear who speaks.
    """
    names = [name.split() for name in persons]
    person = names[0][0] if len(names) == 1 and names[0] else "Person"
    return {TurnRole.USER: person, TurnRole.ASSISTANT: "Agent", TurnRole.SYSTEM: "System"}


def while_said(role: str, text: str, names: Mapping[str, str]) -> str:
    """Return `while Ada said: “…”`, with the beginning of what was said, in one line."""
    line = " ".join(text[: 2 * _WORDS].split())
    short = f"{line[:_WORDS].rstrip()}…" if len(line) > _WORDS else line
    return f"while {names[role]} said: “{short}”"
