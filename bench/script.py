"""One generated conversation: who took part, what was said, what came of it."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bench import vocabulary
from bench.answers import Answer, answers
from bench.marks import marked_words, marks
from bench.world import GOALS, SHARES, STATUS_SHARES, STATUSES, Company, Version, World

MEAN_TURNS = 20
_LONG_EVERY, LONG = 1000, 200
_SHAPE = 2.2  # of the gamma distribution: most are short, some go on
_SECONDS_A_TURN = 9


@dataclass(frozen=True)
class Script:
    """What the rows of one conversation are made from; `persons` are numbers of persons."""

    number: int
    company: Company
    version: Version
    status: str
    created_at: datetime
    persons: tuple[int, ...]
    texts: tuple[str, ...]
    found: tuple[tuple[str, Answer], ...]
    summary: str

    @property
    def id(self) -> int:
        return self.number + 1

    @property
    def started_at(self) -> datetime | None:
        return self.created_at + timedelta(seconds=30) if self.texts else None

    @property
    def seconds(self) -> int:
        return len(self.texts) * _SECONDS_A_TURN

    @property
    def ended_at(self) -> datetime | None:
        if self.started_at is None or self.status == "joined":
            return None
        return self.started_at + timedelta(seconds=self.seconds)

    @cached_property
    def names(self) -> list[str]:
        return [vocabulary.person_name(person) for person in self.persons]

    def turn_at(self, position: int) -> datetime:
        return self.created_at + timedelta(seconds=30 + (position - 1) * _SECONDS_A_TURN)


def script(number: int, world: World) -> Script:
    """Return the conversation with this number; the same one at every call."""
    rng = random.Random(f"{world.scale} {number}")
    company = _company(number, world, rng)
    status = rng.choices(STATUSES, STATUS_SHARES)[0]
    count = _turn_count(number, rng) if status != "created" else 0
    asked = count >= 4
    return Script(
        number=number,
        company=company,
        version=rng.choices(company.versions, company.weights)[0],
        status=status,
        created_at=world.created_at(number, rng),
        persons=_persons(company, rng),
        texts=_texts(number, count, world.scale, rng),
        found=tuple(
            (goal, rng.choice(answers(goal, kind)))
            for goal, kind, chance in GOALS
            if asked and rng.random() < chance
        ),
        summary=" ".join(rng.sample(vocabulary.sentences(), 3)) if asked else "",
    )


def _company(number: int, world: World, rng: random.Random) -> Company:
    """The rarest words are the largest company's, whose pages are measured."""
    found = marks(world.scale)
    chosen = rng.choices(world.companies, SHARES)[0]
    return world.companies[0] if number in found.needle | found.rare else chosen


def _turn_count(number: int, rng: random.Random) -> int:
    if number % _LONG_EVERY == 0:
        return LONG
    mean = (MEAN_TURNS - LONG / _LONG_EVERY) / (1 - STATUS_SHARES[-1])
    return max(1, round(rng.gammavariate(_SHAPE, mean / _SHAPE)))


def _persons(company: Company, rng: random.Random) -> tuple[int, ...]:
    """Some come again and again: the first of n persons has a share of about 1 / √n."""
    count = rng.choices((0, 1, 2), (0.05, 0.92, 0.03))[0]
    chosen = [company.first_person + int(company.persons * rng.random() ** 2) for _ in range(count)]
    return tuple(dict.fromkeys(chosen))


def _texts(number: int, count: int, scale: int, rng: random.Random) -> tuple[str, ...]:
    texts = rng.choices(vocabulary.sentences(), k=count)
    if texts:
        # A word of its own, as order numbers are: the index has a long tail.
        texts[0] += f" Order {rng.randrange(10**9)}."
        for words in marked_words(number, scale, rng):
            texts[rng.randrange(count)] += f" It is {words} then."
    return tuple(texts)
