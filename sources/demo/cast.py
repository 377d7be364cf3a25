"""Who takes part in a conversation, and what the first of them is called."""

from dataclasses import dataclass
from random import Random

from intake.records import PersonRecord
from sources.demo.people import abroad, pool, visitor
from sources.demo.plan import Company, Part
from sources.demo.script import Lines

_TOGETHER = (
    (
        "u: By the way, {second} is sitting next to me [and may chime in|and listens].",
        "a: [Hello|Nice to meet you], {second}!",
        "u: [Hi, {second} speaking.|Hello, this is {second}. Don't mind me.]",
    ),
    (
        "u: [I've got|I brought] {second} [with me|along], [four ears hear more|is that okay?]",
        "a: [Of course|The more the merrier]. Hello {second}.",
        "u: [{second}: Hello!|Hi! I'll only listen.]",
    ),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """`first` is how the agent addresses whoever speaks, known to us or not."""

    persons: tuple[PersonRecord, ...]
    first: str
    second: str = ""
    joined: Lines = ()


def cast_for(company: Company, part: Part, rng: Random) -> Cast:
    """Return who takes part: mostly one known person, at times several, a visitor, nobody known."""
    language = part.script.book.language
    if language != "en":
        persons = (abroad(company.casting, language, part.number % 5),)
        return Cast(persons, _first(persons[0]))
    chance = rng.random()
    known = pool(company.casting)
    if part.kind == "test" or chance < 0.08:
        return Cast((), _first(visitor(company.casting, part.number)))
    if chance < 0.13:
        persons = (visitor(company.casting, part.number),)
        return Cast(persons, _first(persons[0]))
    if chance < 0.22:
        several = tuple(rng.sample(known, 3 if chance < 0.15 else 2))
        return Cast(several, _first(several[0]), _first(several[1]), rng.choice(_TOGETHER))
    person = rng.choice(known)
    return Cast((person,), _first(person))


def _first(person: PersonRecord) -> str:
    return person.name.split()[0]
