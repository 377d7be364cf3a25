"""What was learnt of a person over time, ready to print: goal by goal, and as one list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from conversations.queries import learnt as queries
from conversations.queries.excerpts import plain
from conversations.queries.learnt import LearntRow
from orgs.models import Organization
from persons.models import Person
from web import keyset

NEWEST_READ = 400  # findings that the person page looks at
RUNS_SHOWN = 4  # values of one goal, one after another


@dataclass(frozen=True, slots=True)
class Run:
    """A value and the conversations, one after another, that found it. `href`: the newest.

    `picture`: the address of one that was shown as its evidence, "" where none was.
    """

    value: str
    href: str
    picture: str
    newest: datetime
    oldest: datetime
    times: int


@dataclass(frozen=True, slots=True)
class GoalOverTime:
    """A goal's values, newest first; `more` counts the values before those in `runs`."""

    goal: str
    description: str
    href: str
    runs: list[Run] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class LearntOfPerson:
    """All that the person page shows. `is_cut`: there are findings older than the newest 400."""

    goals: list[GoalOverTime]
    href: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class LearntLine:
    """One finding of the list. `picture`: as of a run."""

    goal: str
    description: str
    goal_href: str
    value: str
    href: str
    picture: str
    template: str
    persons: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LearntPage:
    """One page of the list; `here` is the list without a goal."""

    person: Person
    goal: str
    rows: list[LearntLine]
    here: str
    older: str
    newer: str
    cursor_was_bad: bool


def list_url(slug: str, person: Person, goal: str = "", **cursor: str) -> str:
    """Return the address of a person's findings."""
    path = reverse("person_findings", args=[slug, person.public_id])
    pairs = [(name, value) for name, value in [("goal", goal), *cursor.items()] if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def over_time(organization: Organization, person: Person) -> LearntOfPerson:
    """Return what is known of each goal, the one learnt last first."""
    rows = queries.fetch(person, "", None, "older", NEWEST_READ + 1)
    kept = rows[:NEWEST_READ]
    told = _descriptions(organization, kept)
    by_goal: dict[str, list[LearntRow]] = {}
    for row in sorted(kept, key=lambda row: (-row.at.timestamp(), row.id)):
        by_goal.setdefault(row.goal, []).append(row)
    slug = organization.slug
    goals = []
    for goal, found in by_goal.items():
        runs = _runs(slug, found)
        href = list_url(slug, person, goal)
        more = len(runs) - RUNS_SHOWN
        goals.append(
            GoalOverTime(goal, told.get(goal, ""), href, runs[:RUNS_SHOWN], more=max(more, 0))
        )
    return LearntOfPerson(goals, list_url(slug, person), is_cut=len(rows) > len(kept))


def _runs(slug: str, rows: Sequence[LearntRow]) -> list[Run]:
    runs = []
    for value, same in groupby(rows, key=lambda row: _value(row)):
        found = list(same)
        newest, picture = found[0], _picture(slug, found[0])
        href = _href(slug, newest)
        runs.append(Run(value, href, picture, newest.at, found[-1].at, len(found)))
    return runs


def page(
    organization: Organization,
    person: Person,
    goal: str,
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> LearntPage:
    """Read and present one page. Raises BadCursorError."""
    slug = organization.slug
    read = queries.page(person, goal, asked)
    told = _descriptions(organization, read.rows)
    return LearntPage(
        person=person,
        goal=goal,
        rows=[_line(slug, person, row, told) for row in read.rows],
        here=list_url(slug, person),
        older=list_url(slug, person, goal, older=read.older) if read.older else "",
        newer=list_url(slug, person, goal, newer=read.newer) if read.newer else "",
        cursor_was_bad=cursor_was_bad,
    )


def _line(slug: str, person: Person, row: LearntRow, told: dict[str, str]) -> LearntLine:
    return LearntLine(
        goal=row.goal,
        description=told.get(row.goal, ""),
        goal_href=list_url(slug, person, row.goal),
        value=_value(row),
        href=_href(slug, row),
        picture=_picture(slug, row),
        template=row.template_name,
        persons=row.person_count,
        at=row.at,
    )


def _descriptions(organization: Organization, rows: Sequence[LearntRow]) -> dict[str, str]:
    return queries.descriptions(organization, {row.version_id for row in rows if row.version_id})


def _value(row: LearntRow) -> str:
    return plain(row.value) or ("none" if row.value == [] else "(empty)")


def _href(slug: str, row: LearntRow) -> str:
    """Return the conversation's address, at the words that support the finding."""
    path = reverse("conversation_page", args=[slug, row.conversation])
    turn = next((span["turn"] for span in row.evidence if span.get("turn")), None)
    return f"{path}?turn={turn}#turn-{turn}" if turn else path


def _picture(slug: str, row: LearntRow) -> str:
    """Return the address that leads to the picture behind the finding, "" for none."""
    frame = next((span["frame"] for span in row.evidence if span.get("frame")), None)
    path = reverse("frame_list", args=[slug, row.conversation])
    return f"{path}?{urlencode({'frame': frame})}" if frame else ""
