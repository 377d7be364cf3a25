"""The shape of the generated data: five organisations, their templates and persons, 18 months."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

SHARES = (0.70, 0.18, 0.08, 0.03, 0.01)
PERSONS_PER_THOUSAND = 200
SPAN = timedelta(days=548)
STATUSES = ("completed", "abandoned", "failed", "joined", "created")
STATUS_SHARES = (0.78, 0.12, 0.06, 0.02, 0.02)
_TEMPLATES = (12, 8, 5, 3, 2)
_VERSIONS = 3

# Goal, type, and how likely it is met; six are met on average.
GOALS = (
    ("satisfaction", "category", 0.9),
    ("would_recommend", "boolean", 0.9),
    ("team_size", "number", 0.8),
    ("next_contact", "date", 0.6),
    ("main_reason", "text", 0.9),
    ("tools_used", "list", 0.7),
    ("industry", "category", 0.7),
    ("open_question", "text", 0.5),
)
CATEGORIES = {
    "satisfaction": ("very happy", "happy", "neutral", "unhappy", "very unhappy"),
    "industry": ("retail", "health", "finance", "logistics", "education", "energy"),
}
CRITERIA = ("polite", "complete")


@dataclass(frozen=True)
class Version:
    """A template version and what conversations repeat of it."""

    id: int
    number: int
    template_id: int
    template_name: str


@dataclass(frozen=True)
class Company:
    """An organisation: its key, slug, templates by weight, and the keys of its persons."""

    id: int
    slug: str
    versions: tuple[Version, ...]
    weights: tuple[float, ...]
    first_person: int
    persons: int


@dataclass(frozen=True)
class World:
    """Everything that the conversations of one data set share."""

    scale: int
    companies: tuple[Company, ...]
    ends_at: datetime

    @property
    def begins_at(self) -> datetime:
        return self.ends_at - SPAN

    def created_at(self, number: int, rng: random.Random) -> datetime:
        """Return when the conversation with this number was made: they come in order, roughly."""
        place = (number + rng.uniform(-2, 2)) / self.scale
        seconds = max(0.0, min(place, 1.0)) * SPAN.total_seconds()
        return self.begins_at + timedelta(microseconds=round(seconds * 1_000_000))


@cache
def world(scale: int, ends_at: datetime) -> World:
    """Return the world of `scale` conversations, the last of them made at `ends_at`."""
    companies: list[Company] = []
    template = version = 0
    person = 1
    for index, share in enumerate(SHARES):
        versions = []
        for _ in range(_TEMPLATES[index]):
            template += 1
            for number in range(1, _VERSIONS + 1):
                version += 1
                versions.append(Version(version, number, template, f"Template {template}"))
        persons = max(1, round(scale * share * PERSONS_PER_THOUSAND / 1000))
        weights = tuple(
            1 / (1 + place // _VERSIONS) * (1 + place % _VERSIONS) for place in range(len(versions))
        )
        slug = f"company-{index + 1}"
        companies.append(Company(index + 1, slug, tuple(versions), weights, person, persons))
        person += persons
    return World(scale, tuple(companies), ends_at)
