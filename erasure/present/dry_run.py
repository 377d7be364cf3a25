"""The dry run in words: what would go, what stays and why, who has received what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from erasure.models import Erasure, Preview, Receiver
from outputs.models.delivery import EventType, Kind
from privacy.catalogue import declared_places
from privacy.registry import OnErasure, Place, Store, Subject
from web.format import size

_STORES = {
    Store.TABLE: "rows",
    Store.BUCKET: "objects",
    Store.CACHE: "entries",
    Store.QUEUE: "entries",
    Store.FILES: "files",
}
_DONE = {
    OnErasure.DELETE: "deleted",
    OnErasure.DETACH: "kept, its link to the person cut",
    OnErasure.SCRUB: "kept, emptied of what it says",
}
_EVENTS = dict(EventType.choices)
_KINDS = dict(Kind.choices)


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One place. `before`: rows or objects there are; `after`: left once verified, else None."""

    name: str
    why: str
    unit: str
    done: str
    before: int
    after: int | None
    size: str


@dataclass(frozen=True, slots=True)
class StayRow:
    """One place that stays, and why."""

    name: str
    done: str
    why: str


@dataclass(frozen=True, slots=True)
class RecallRow:
    """What one endpoint or host has received, and when."""

    receiver: str
    endpoint: str
    event: str
    kind: str
    is_certain: bool
    deliveries: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class DryRun:
    """`rows`: places that hold something; `empty`: how many were looked at and hold nothing."""

    rows: list[StoreRow]
    empty: int
    total: int
    stays: list[StayRow]
    recall: list[RecallRow]
    others: int | None
    pending: int | None
    counted_at: datetime | None


def dry_run(erasure: Erasure, preview: Preview | None, receivers: Sequence[Receiver]) -> DryRun:
    """Return what would go, or what went once the job has begun."""
    places = {place.name: place for place in declared_places()}
    counts = {**erasure.counts, **erasure.before}
    sizes = preview.sizes if preview else {}
    known = [places[name] for name in counts if name in places]
    rows = [_row(erasure, place, counts, sizes) for place in known if counts[place.name]]
    recall = [_received(each) for each in receivers] if erasure.has_begun else _foreseen(preview)
    return DryRun(
        rows=sorted(rows, key=lambda row: -row.before),
        empty=len(known) - len(rows),
        total=sum(row.before for row in rows),
        stays=_stays(places.values()),
        recall=recall,
        others=preview.others if preview else None,
        pending=preview.pending if preview and not erasure.has_begun else None,
        counted_at=erasure.began_at or erasure.counted_at,
    )


def _row(
    erasure: Erasure, place: Place, counts: Mapping[str, int], sizes: Mapping[str, int]
) -> StoreRow:
    bytes_there = sizes.get(place.name)
    return StoreRow(
        name=place.name,
        why=place.why,
        unit=_STORES[place.store],
        done=_DONE[place.on_erasure],
        before=counts[place.name],
        after=erasure.after.get(place.name) if erasure.verified_at else None,
        size=size(bytes_there) if bytes_there else "",
    )


def _stays(places: Any) -> list[StayRow]:
    """Return what is kept about conversations: first what is cut or emptied, then the rest."""
    kept = [
        StayRow(place.name, _DONE.get(place.on_erasure, "kept as it is"), place.why)
        for place in places
        if place.on_erasure in (OnErasure.DETACH, OnErasure.SCRUB, OnErasure.KEEP)
        and place.subject is Subject.PARTICIPANT
        and place.store is Store.TABLE
        and place.name.split("_")[0] not in ("auth", "django", "orgs", "account")
    ]
    return sorted(kept, key=lambda row: row.done == "kept as it is")


def _received(told: Receiver) -> RecallRow:
    return RecallRow(
        receiver=told.host or "the visitor’s own browser",
        endpoint=told.endpoint,
        event=_EVENTS.get(told.event_type, told.event_type),
        kind=_KINDS.get(told.kind, told.kind),
        is_certain=told.is_certain,
        deliveries=told.deliveries,
        first=told.first_at,
        last=told.last_at,
    )


def _foreseen(preview: Preview | None) -> list[RecallRow]:
    return [
        RecallRow(
            receiver=told["host"] or "the visitor’s own browser",
            endpoint=told["endpoint"],
            event=_EVENTS.get(told["event"], told["event"]),
            kind=_KINDS.get(told["kind"], told["kind"]),
            is_certain=told["certain"],
            deliveries=told["deliveries"],
            first=datetime.fromisoformat(told["first"]),
            last=datetime.fromisoformat(told["last"]),
        )
        for told in (preview.recall if preview else [])
    ]
