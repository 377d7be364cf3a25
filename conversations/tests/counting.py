"""Rollups counted the slow way, to hold the kept ones against."""

from collections import Counter
from typing import Any

from conversations.models import (
    Conversation,
    Finding,
    GoalRollup,
    HourRollup,
    Status,
    VersionRollup,
)
from conversations.models.conversation import ENDED
from conversations.models.rollups import LENGTH_BUCKETS, LENGTH_EDGES

Counts = dict[tuple[Any, ...], tuple[Any, ...]]


def counted() -> tuple[Counts, Counts, Counts]:
    """What the rollups are to say, counted in Python, one conversation after another."""
    hours: dict[tuple[Any, ...], Counter[str]] = {}
    versions: dict[tuple[Any, ...], Counter[str]] = {}
    goals: Counter[tuple[Any, ...]] = Counter()
    for each in Conversation.objects.filter(erasing_at=None):
        told = Counter({each.status: 1})
        if each.status in ENDED:
            told.update(goals_met=each.goals_met, goals_total=each.goals_total)
        day = each.created_at.date()
        hour = each.created_at.replace(minute=0, second=0, microsecond=0)
        key = (each.organization_id, each.is_test)
        own = hours.setdefault((*key, hour), Counter())
        own.update(told, turns=each.turn_count)
        if each.duration_seconds is not None:
            own[str(sum(edge <= each.duration_seconds for edge in LENGTH_EDGES))] += 1
        if each.template_version_id is not None:
            versions.setdefault((each.template_version_id, each.is_test, day), Counter()).update(
                told
            )
            if each.status in ENDED:
                met = Finding.objects.filter(conversation=each, declared=True, value__isnull=False)
                goals.update((each.template_version_id, f.goal, each.is_test, day) for f in met)
    names = [*Status.values, "goals_met", "goals_total"]
    lengths = [str(number) for number in range(LENGTH_BUCKETS)]
    return (
        {key: tuple(c[name] for name in [*names, "turns", *lengths]) for key, c in hours.items()},
        {key: tuple(c[name] for name in names) for key, c in versions.items()},
        {key: (met,) for key, met in goals.items()},
    )


def kept() -> tuple[Counts, Counts, Counts]:
    """What the rollups say."""
    names = [*Status.values, "goals_met", "goals_total"]
    hours = HourRollup.objects.all()
    versions = VersionRollup.objects.all()
    return (
        {
            (row.organization_id, row.is_test, row.hour): (
                *(getattr(row, name) for name in [*names, "turns"]),
                *row.lengths,
            )
            for row in hours
        },
        {
            (row.template_version_id, row.is_test, row.day): tuple(
                getattr(row, name) for name in names
            )
            for row in versions
        },
        {
            (row.template_version_id, row.goal, row.is_test, row.day): (row.met,)
            for row in GoalRollup.objects.all()
        },
    )
