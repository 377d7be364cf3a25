"""Which conversations there are: how many of each family and kind, when, and with whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from sources.demo.harbor import booking, diary, followup, intake_visit
from sources.demo.northwind import card_sort, churn, onboarding, usability
from sources.demo.people import HARBOR, NORTHWIND, Casting
from sources.demo.script import Script
from sources.demo.tongues import arabic, german, japanese, spanish

Kind = Literal[
    "completed", "abandoned", "failed", "live", "created", "silent", "empty", "long", "test"
]
SPAN_DAYS = 182


@dataclass(frozen=True, slots=True)
class Company:
    """One organisation of the demo: (script, how many ordinary conversations) and the odd ones."""

    slug: str
    name: str
    casting: Casting
    ordinary: tuple[tuple[Script, int], ...]
    odd: tuple[tuple[Script, Kind, int], ...]

    def scripts(self) -> list[Script]:
        """Return one script of each family, in which its template is written."""
        families = {script.family.template_id: script for script, _ in reversed(self.ordinary)}
        return list(families.values())


COMPANIES = (
    Company(
        "northwind",
        "Northwind Research",
        NORTHWIND,
        (
            (onboarding.SCRIPT, 52),
            (churn.SCRIPT, 46),
            (usability.SCRIPT, 34),
            (card_sort.SCRIPT, 9),
            (spanish.SCRIPT, 8),
            (german.SCRIPT, 7),
            (japanese.SCRIPT, 7),
        ),
        (
            (onboarding.SCRIPT, "live", 1),
            (churn.SCRIPT, "live", 1),
            (onboarding.SCRIPT, "created", 4),
            (churn.SCRIPT, "silent", 3),
            (usability.SCRIPT, "empty", 2),
            (card_sort.SCRIPT, "long", 1),
            (onboarding.SCRIPT, "test", 5),
        ),
    ),
    Company(
        "harbor",
        "Harbor Clinics",
        HARBOR,
        (
            (booking.SCRIPT, 46),
            (intake_visit.SCRIPT, 33),
            (followup.SCRIPT, 24),
            (diary.SCRIPT, 4),
            (arabic.SCRIPT, 8),
        ),
        (
            (intake_visit.SCRIPT, "live", 1),
            (booking.SCRIPT, "created", 3),
            (followup.SCRIPT, "silent", 2),
            (booking.SCRIPT, "empty", 1),
            (diary.SCRIPT, "long", 1),
            (booking.SCRIPT, "test", 3),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One conversation to be made. `number` counts within the organisation, from 0."""

    number: int
    script: Script
    kind: Kind
    days_ago: float


def parts(company: Company, seed: int) -> Iterator[Part]:
    """Yield the organisation's conversations, the same ones for the same seed."""
    number = 0
    for script, count in company.ordinary:
        for index in range(count):
            rng = Random(f"{seed}/{company.slug}/{number}")
            chance = rng.random()
            kind: Kind = "abandoned" if chance > 0.9 else "failed" if chance > 0.85 else "completed"
            yield Part(number, script, kind, _days_ago(rng, script, index, count))
            number += 1
    for script, kind, count in company.odd:
        for _ in range(count):
            rng = Random(f"{seed}/{company.slug}/{number}")
            yield Part(number, script, kind, rng.random() * 20)
            number += 1


def _days_ago(rng: Random, script: Script, index: int, count: int) -> float:
    """Spread a script's conversations over the half year, denser towards today."""
    oldest = min(SPAN_DAYS - 1, script.family.began[0] - 1)
    return oldest * ((index + rng.random()) / count) ** 1.4
