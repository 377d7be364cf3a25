"""Invented people: names of many places and scripts, with the ids and context customers give."""

from dataclasses import dataclass
from functools import cache
from random import Random

from intake.records import PersonRecord
from sources.demo.ids import demo_id

_FIRST = (
    "Amara Björn Chiamaka Dmitri Élodie Fatou Giulia Håkon Ioana Jürgen Kaveh Leilani María "
    "Nguyễn Oluwaseun Priya Quentin Rūta Søren Thandiwe Ursula Věra Wanjiru Xóchitl Yasemin "
    "Zoltán Ayşe Siobhán Mateo Ingrid Δήμητρα Ольга Тарас 美咲 지훈 Māia สมชาย अनन्या שירה"
).split()
_LAST = (
    "Adeyemi Baumgartner Castellanos Dąbrowska Eriksen Ferreira Guðmundsdóttir Haddad Ivanova "
    "Jelínek Kowalczyk Laaksonen Müller Nakamura O’Brien Petrescu Qureshi Rosenqvist Silva "
    "Tremblay Ünal Vandenberghe Wójcik Xiong Yılmaz Zelenka Παπαδάκη Шевченко 佐藤 김 ใจดี शर्मा"
).split()
_ABROAD = {
    "es": ("Lucía Íñigo Begoña Nicolás Rocío Álvaro", "Ibáñez Peña Muñoz Quiroga Zúñiga"),
    "de": ("Jörg Käthe Günther Sönke Heike Anneliese", "Großmann Köhler Weißbach Schröder Übel"),
    "ja": ("さくら 健太 結衣 大輔 葵", "田中 高橋 渡辺 山本 小林"),
    "ar": ("ليلى يوسف مريم عمر نور", "الهاشمي حداد الخطيب منصور"),
}
_PLANS = ("free", "team", "enterprise")


@dataclass(frozen=True, slots=True)
class Casting:
    """Where an organisation's persons come from: how it words external ids, and its domain."""

    key: str
    external: str
    domain: str
    size: int


NORTHWIND = Casting("northwind", "NW-{:04}", "client.example", 96)
HARBOR = Casting("harbor", "patient:{:05}", "mail.example", 70)


@cache
def pool(casting: Casting) -> tuple[PersonRecord, ...]:
    """Return the organisation's persons, the same ones on every call."""
    return tuple(_person(casting, index) for index in range(casting.size))


def abroad(casting: Casting, language: str, index: int) -> PersonRecord:
    """Return a person whose name fits the language."""
    rng = Random(f"{casting.key}/{language}/{index}")
    first, last = (rng.choice(names.split()) for names in _ABROAD[language])
    return PersonRecord(
        external_id=casting.external.format(7000 + index + 100 * sorted(_ABROAD).index(language)),
        name=f"{first} {last}",
        org_context={"locale": language, "plan": rng.choice(_PLANS)},
    )


def visitor(casting: Casting, index: int) -> PersonRecord:
    """Return somebody known by a first name only."""
    rng = Random(f"{casting.key}/visitor/{index}")
    return PersonRecord(name=rng.choice(_FIRST))


def _person(casting: Casting, index: int) -> PersonRecord:
    rng = Random(f"{casting.key}/person/{index}")
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    if index % 17 == 5:
        last = f"{last}-{rng.choice(_LAST)} {rng.choice(_LAST)}"
    known = index % 6 != 4
    return PersonRecord(
        id=demo_id("person", f"{casting.key}/{index}"),
        external_id=casting.external.format(1000 + 37 * index) if known else None,
        name=f"{first} {last}",
        email=f"person{index}@{casting.domain}" if index % 3 else "",
        profile={"timezone": rng.choice(["Europe/Oslo", "Asia/Tokyo"])} if index % 4 == 0 else {},
        org_context=(
            {"plan": rng.choice(_PLANS), "seats": rng.randint(1, 80), "vip": index % 11 == 0}
            if known
            else None
        ),
    )
