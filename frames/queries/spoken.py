"""What was being said while a screen was shown, and by whom."""

from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Left

from conversations.models import Conversation, Turn
from conversations.queries import facts
from conversations.queries.speakers import names_of

WORDS = 200  # characters of a turn that are read for the text beside a picture


class SpokenRow(NamedTuple):
    """What was being said: a turn and how it begins."""

    position: int
    role: str
    text: str
    at: datetime


def spoken(conversation: Conversation) -> list[SpokenRow]:
    """Return how each turn that has a time begins, in order."""
    found = Turn.objects.filter(conversation=conversation, at__isnull=False)
    rows = found.order_by("position").values_list("position", "role", Left("text", WORDS), "at")
    return [SpokenRow._make(row) for row in rows]


def names(conversation: Conversation) -> dict[str, str]:
    """Return what each role is called."""
    return names_of([person.name for person in facts.persons(conversation)])
