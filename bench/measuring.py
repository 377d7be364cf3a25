"""Measuring many things side by side, so that what else the machine does hits all alike."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.spreads import spread

Timed = Callable[[], float]

_WARM_UP = 15
_SLOW, _SLOW_EVERY = 400.0, 10  # milliseconds; of so many rounds, such a thing takes part in one


@dataclass
class Samples:
    """Milliseconds by name, and in which round each was taken."""

    taken: defaultdict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, name: str) -> list[float]:
        return list(self.taken.get(name, {}).values())

    def pairs(self, top: str, bottom: str) -> tuple[list[float], list[float]]:
        """Return what both took in the rounds that both took part in."""
        tops, bottoms = self.taken.get(top, {}), self.taken.get(bottom, {})
        both = sorted(tops.keys() & bottoms.keys())
        return [tops[at] for at in both], [bottoms[at] for at in both]

    def add(self, others: "Samples") -> None:
        """Take in what was measured of other things."""
        self.taken.update(others.taken)

    def as_dict(self) -> dict[str, Any]:
        """Return each thing's median and 95th percentile, and every sample."""
        return {
            name: {**asdict(spread(list(taken.values()))), "samples": list(taken.values())}
            for name, taken in self.taken.items()
        }


def measure(things: Mapping[str, Timed], rounds: int) -> Samples:
    """Run everything once a round, in a new order each time; things that take long less often.

    A thing returns how many milliseconds it took.
    """
    samples = Samples()
    slow: set[str] = set()
    for name, run in things.items():
        took = min(run(), run())
        if took > _SLOW:
            slow.add(name)
            continue
        for _ in range(_WARM_UP):
            run()
    rng = random.Random(0)
    for number in range(rounds):
        names = [name for name in things if name not in slow or number % _SLOW_EVERY == 0]
        rng.shuffle(names)
        for name in names:
            samples.taken[name][number] = things[name]()
    return samples


def timed(run: Callable[[], object]) -> Timed:
    """Return a thing that runs `run` and tells how long it took."""

    def once() -> float:
        began = time.perf_counter()
        run()
        return (time.perf_counter() - began) * 1000

    return once
