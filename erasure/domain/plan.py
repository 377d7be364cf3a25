"""Which steps a job has, in their order: made from the registry when it begins."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F

from erasure.models import Erasure, Kind, Step
from erasure.places import catalogue
from privacy.registry import CONVERSATIONS, PERSONS, Store

# Whose rows are searched for mentions: conversations, persons, and the organisation itself.
ROOTS = (CONVERSATIONS, PERSONS, "")


_ASIDE = 10_000  # above any position


class Planned(NamedTuple):
    """A step: what it does, and with which place."""

    name: str
    place: str = ""


def planned(kind: str) -> Iterator[Planned]:
    """Yield the steps of a job.

    All is hidden and gets its tombstones; it is listed and counted, so that the proof can tell
    before and after. Then nothing is sent any more, and it is written down who got what. Objects go
    while rows still tell of them; rows in the order of their foreign keys; caches when there is
    nothing left that they could be filled from.
    """
    known = catalogue()
    yield from (Planned("hide"), Planned("bury"))
    yield from (Planned("list", place) for place in known.listed)
    yield Planned("count")
    yield Planned("ledger")
    yield from (Planned("cancel"), Planned("settle"), Planned("recall"), Planned("participants"))
    handled = known.handled_for(is_person=kind == Kind.PERSON)
    early = [place for place in handled if place.store is not Store.CACHE]
    yield from (Planned("handler", place.name) for place in early)
    yield from (Planned("rows", rows.place.name) for rows in known.rows)
    late = [place for place in handled if place.store is Store.CACHE]
    yield from (Planned("handler", place.name) for place in late)
    yield Planned("verify")
    if kind == Kind.PERSON:
        yield from (Planned("mentions", root) for root in ROOTS)
        yield Planned("review")
    yield Planned("finish")


def plan_steps(erasure: Erasure) -> None:
    """Write the job's steps."""
    Step.objects.bulk_create(
        Step(erasure=erasure, position=number, name=step.name, place=step.place)
        for number, step in enumerate(planned(erasure.kind))
    )


def mend_plan(erasure: Erasure) -> None:
    """Add steps that a job lacks, and drop what there is no more: it may have begun under a version
    of this software that knew other places."""
    wanted = list(planned(erasure.kind))
    steps = Step.objects.filter(erasure=erasure)
    known = {Planned(step.name, step.place): step.pk for step in steps}
    if known.keys() == set(wanted):
        return
    steps.update(position=F("position") + _ASIDE)
    for number, each in enumerate(wanted):
        if each in known:
            Step.objects.filter(pk=known[each]).update(position=number)
        else:
            Step.objects.create(erasure=erasure, position=number, name=each.name, place=each.place)
    steps.filter(position__gte=_ASIDE).delete()
