"""What became of each record that was handed in."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Refusal(Exception):
    """A record cannot go in; `field` is its path in the record's own words, '' for all of it.

    `reason` names the rule and never a value: it goes to logs and terminals.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """`id` is the row's key, null where the record was refused."""

    result: Result
    id: int | None = None
    field: str = ""
    reason: str = ""

    @classmethod
    def refused(cls, refusal: Refusal) -> "Outcome":
        return cls(Result.REFUSED, field=refusal.field, reason=refusal.reason)
