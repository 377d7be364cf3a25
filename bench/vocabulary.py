"""The words that generated conversations are made of, and the marked ones that searches look for.

Words follow Zipf's law, as those of people do, with a tail of 12,000 made-up ones. The marked
words stand in no sentence of their own accord: `bench.marks` decides which conversations get them.
"""

import random
from functools import cache
from itertools import accumulate

_PLAIN = """
the to I you and a it is that we of in my was have for on do can with not be are this but so what
me at just your if or would they like there about know get one think time when how then all really
from which good right see more thank could also need want had make been did some now first well go
people work only much because should very account order email phone number team today week month
support product price plan report meeting question answer change issue problem page screen button
please tell find try start open send call check help look back give feel keep year day way new old
long short quick slow easy hard early late next last same other still never always often maybe sure
""".split()
_ONSETS = "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w z".split()
_VOWELS = "a e i o u ai ea io ou".split()
_ENDS = " b ck d ft g l lt m n nd ng p r rd s sk t th x".split(" ")
_TAIL = 12_000
SENTENCES = 40_000

FIRST_NAMES = """
Aisha Amara Anders Anja Bao Beatriz Bilal Björn Camille Carlos Chen Chloé Dalia Daniel Deepa Diego
Elena Elif Emeka Emma Fatima Felix Femi Freya Gabriel Grace Hana Hassan Ines Ingrid Isaac Ivan Jamal
Jana João Julia Kaito Kamala Karim Katja Kofi Lars Leila Lena Liam Lucía Malik Marek Maria Mateo Mei
Milan Mina Nadia Nia Nils Noor Oksana Olga Omar Oscar Paolo Petra Priya Rafael Ravi Rosa Ruth Samir
Sara Sofia Sven Tariq Theo Tomás Uma Vera Viktor Wei Yara Yusuf Zoe
""".split()
_STEMS = """
Adler Alvar Bakk Bauer Berg Cast Dahl Dubo Eriks Farr Fisch Fonse Garci Gomb Grub Hadd Hans Hoff
Ibra Jans Kowal Kruse Laur Lind Mendo Moor Mull Nakam Nguy Novak Okaf Oliv Owus Pater Petr Quint
Ramos Ross Salaz Schne Silv Soren Tanak Thom Ueda Varg Vogel Walk Weiss Yama Zell
""".split()
_SUFFIXES = "a e er i o or en in ez ski sen son".split()
LAST_NAMES = [stem + suffix for stem in _STEMS for suffix in _SUFFIXES]


def _made_up(rng: random.Random) -> str:
    syllables = rng.choice((2, 2, 3, 3, 4))
    return "".join(
        rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)
    ) + rng.choice(_ENDS)


@cache
def words() -> list[str]:
    """Return all words, the commonest first."""
    rng = random.Random("words")
    return list(dict.fromkeys([*_PLAIN, *(_made_up(rng) for _ in range(_TAIL))]))


@cache
def sentences() -> list[str]:
    """Return the sentences that turns choose from: 3 to 22 words, 12 on average."""
    rng = random.Random("sentences")
    chosen = words()
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(chosen))))
    made = []
    for _ in range(SENTENCES):
        length = min(22, max(3, round(rng.gauss(12, 5))))
        text = " ".join(rng.choices(chosen, cum_weights=weights, k=length))
        made.append(f"{text[0].upper()}{text[1:]}.")
    return made


def person_name(number: int) -> str:
    """Return the name of the person with this number; neighbours are not namesakes."""
    return (
        f"{FIRST_NAMES[number * 37 % len(FIRST_NAMES)]} "
        f"{LAST_NAMES[number * 101 // 7 % len(LAST_NAMES)]}"
    )
