"""Reading a dialect's JSON into canonical records: null and absent mean the same.

A known field of the wrong type is refused by its path in the wire's own words, and without the
value itself: `transcript[3].timestamp`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from api.gate.wording import Path, path_text, reason_of
from intake.domain import Refusal
from intake.records import Record


def instant(value: Any) -> datetime:
    """Return the time that `value` spells; raises ValueError where it is none or has no zone."""
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("should be a time in ISO 8601, as 2026-05-01T12:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("should name its time zone, as 2026-05-01T12:00:00Z")
    return moment


Instant = Annotated[datetime, BeforeValidator(instant)]


class Wire(BaseModel):
    """An object as it comes; what the dialect has no name for is in `unknown`."""

    model_config = ConfigDict(extra="allow", strict=True)

    @property
    def unknown(self) -> dict[str, Any]:
        return self.model_extra or {}


W = TypeVar("W", bound=Wire)
R = TypeVar("R", bound=Record)


def read_wire(shape: type[W], wire: Any) -> W:
    """Return `wire` as the dialect knows it. Raises Refusal."""
    try:
        return shape.model_validate(wire)
    except ValidationError as error:
        raise _refusal(error, lambda path: path) from None


def canonical(shape: type[R], fields: Mapping[str, Any], to_wire: Callable[[Path], Path]) -> R:
    """Return the record of `fields`; `to_wire` says where in the wire one of them came from.

    Raises Refusal.
    """
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error, to_wire) from None


def listed_time(items: str, index: int, entry: Mapping[str, Any], name: str) -> datetime | None:
    """Return the time in `entry`, the item of a list too long to be read more than once."""
    given = entry.get(name)
    if given is None:
        return None
    try:
        return instant(given)
    except ValueError as error:
        raise Refusal(f"{items}[{index}].{name}", str(error)) from None


def unnamed(items: list[dict[str, Any]], names: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Return what the items hold besides `names`, by index, of those that hold any."""
    return {
        str(index): {name: item[name] for name in item.keys() - names}
        for index, item in enumerate(items)
        if not item.keys() <= names
    }


def _refusal(error: ValidationError, to_wire: Callable[[Path], Path]) -> Refusal:
    """The first thing wrong, without the value itself."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return Refusal(path_text(to_wire(first["loc"])), reason_of(first))
