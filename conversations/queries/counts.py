"""What a rollup row says, and what follows from it."""

from typing import NamedTuple

from conversations.models.rollups import LENGTH_EDGES


class Counts(NamedTuple):
    """Conversations by status; goals are those of ended ones. The columns' own names."""

    created: int = 0
    joined: int = 0
    completed: int = 0
    failed: int = 0
    abandoned: int = 0
    goals_met: int = 0
    goals_total: int = 0

    @property
    def total(self) -> int:
        return self.created + self.joined + self.ended

    @property
    def ended(self) -> int:
        return self.completed + self.failed + self.abandoned

    @property
    def completion(self) -> float | None:
        """How many of the ended ones were completed, 0–1."""
        return self.completed / self.ended if self.ended else None

    @property
    def goal_rate(self) -> float | None:
        """How many of the goals of ended ones were met, 0–1."""
        return self.goals_met / self.goals_total if self.goals_total else None

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def median_length(buckets: list[int]) -> float | None:
    """Return the median in seconds, within 5 % from 10 s to 2.4 h, of counts by length bucket."""
    total = sum(buckets)
    if not total:
        return None
    seen = 0
    for number, count in enumerate(buckets):
        seen += count
        if 2 * seen >= total:
            return _middle(number)
    return None


def _middle(bucket: int) -> float:
    if bucket == 0:
        return LENGTH_EDGES[0] / 2
    if bucket == len(LENGTH_EDGES):
        return LENGTH_EDGES[-1]
    return float((LENGTH_EDGES[bucket - 1] * LENGTH_EDGES[bucket]) ** 0.5)
