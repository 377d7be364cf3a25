"""A job's page, ready to print: where it stands, its steps, its timeline, what may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from erasure import domain
from erasure.models import Erasure, Event, IdentityCheck, Mention, Preview, State, Step, StepState
from erasure.models.job import ASKED
from erasure.present import words
from erasure.present.dry_run import DryRun, dry_run
from erasure.queries.job import Job
from erasure.wording import limits_of
from orgs.models import AuditEvent, User
from privacy.registry import CONVERSATIONS, PERSONS
from web.format import plural

_STEPS = {
    "hide": "Hide from every page and answer",
    "bury": "Have what comes late refused",
    "list": "List what hangs on it",
    "count": "Count what there is",
    "ledger": "Write the ledger",
    "cancel": "Cancel pending deliveries",
    "settle": "Wait for senders at work",
    "recall": "Write down who has received what",
    "participants": "Set the other participants right",
    "handler": "Erase",
    "rows": "Erase",
    "verify": "Count again what is left",
    "mentions": "Look for mentions",
    "review": "Have mentions reviewed",
    "finish": "Forget the request’s own lists, sign the receipt",
}
_ROOTS = {CONVERSATIONS: "in conversations", PERSONS: "at persons", "": "elsewhere"}

_SAYS = {
    "requested": "{who} recorded the request",
    "counted": "The dry run was made",
    "approved": "{who} approved",
    "denied": "{who} denied it",
    "began": "The erasure began: everything is hidden",
    "lists_erased": "{lists} that were a search for the person went",
    "survivors": "Something was still there, so the steps are gone through again: {places}",
    "failing": "A step keeps failing: {problem}",
    "recovered": "The failing step went through",
    "mentions": "{mentions} found in others’ rows",
    "mentions_dismissed": "{who} left {mentions} as they are",
    "mentions_redacted": "{who} had {mentions} redacted",
    "mentions_proposed": "{who} asked for conversations of {mentions} to be erased too",
    "mentions_erased": "{who} had {conversations} with mentions erased too",
    "done": "Erased, verified and signed",
    "limited": "{limits}",
}


_COUNTED = {"mentions": "mention", "conversations": "conversation", "lists": "saved list"}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step. `share`: per cent done, None where nothing is counted."""

    said: str
    place: str
    state: str
    tone: str
    done: int
    total: int | None
    share: int | None
    problem: str
    attempts: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event or comment. `is_comment`: somebody's own words."""

    said: str
    at: datetime
    by: str = ""
    is_comment: bool = False


@dataclass(frozen=True, slots=True)
class MentionRow:
    """Where a mention is, never what it says. `conversation`, `person`: public ids or "".

    `proposed_by`: who asked for its conversation to be erased, "" for nobody.
    """

    id: int
    place: str
    terms: str
    conversation: str
    person: str
    proposed_by: str


@dataclass(frozen=True, slots=True)
class JobPage:
    """All that is shown of one job. `seen`: the mark that the page polls with, "" once closed.

    `limits`: what the search for mentions cannot find of the person, a sentence each.
    """

    erasure: Erasure
    subject: str
    state: str
    tone: str
    next: str
    due: str
    due_tone: str
    requested_by: str
    facts: list[tuple[str, str, datetime | None]]
    dry_run: DryRun
    steps: list[StepRow]
    steps_done: int
    timeline: list[TimelineRow]
    mentions: list[MentionRow]
    job: Job
    seen: str
    approvals_needed: int
    is_stuck: bool
    limits: list[str]

    @property
    def may_decide(self) -> bool:
        return self.erasure.state in ASKED

    @property
    def identity_is_checked(self) -> bool:
        return self.erasure.identity_check != IdentityCheck.NOT_VERIFIED


def job_page(job: Job, seen: str, preview: Preview | None) -> JobPage:
    """Return the page of a job; nothing in it says whom it is about."""
    erasure = job.erasure
    state = State(erasure.state)
    due, due_tone = words.due(erasure)
    steps = [_step(step) for step in job.steps]
    return JobPage(
        erasure=erasure,
        subject=words.subject(erasure),
        state=str(state.label),
        tone=words.TONES[state],
        next=words.NEXT[state],
        due=due,
        due_tone=due_tone,
        requested_by=_who(job.names, erasure.requested_by_kind, erasure.requested_by_id),
        facts=_facts(erasure),
        dry_run=dry_run(erasure, preview, job.receivers),
        steps=steps,
        steps_done=sum(step.state == StepState.DONE for step in job.steps),
        timeline=_timeline(job),
        mentions=[_mention(mention, job.names) for mention in job.mentions],
        job=job,
        seen=seen if erasure.is_open else "",
        approvals_needed=domain.approvals_needed(erasure),
        is_stuck=_is_stuck(erasure),
        limits=words.limits(*limits_of(job.identity)) if job.identity else [],
    )


def _facts(erasure: Erasure) -> list[tuple[str, str, datetime | None]]:
    told: list[tuple[str, str, datetime | None]] = [
        ("Ticket", erasure.ticket or "none", None),
        ("Asked by", str(erasure.get_asked_by_display()), None),
        ("Identity", str(erasure.get_identity_check_display()), None),
        ("Came in by", str(erasure.get_via_display()), None),
        ("Received", "", erasure.received_at),
        ("Due", "", erasure.due_at),
        ("Began", "", erasure.began_at),
        ("Verified", "", erasure.verified_at),
        ("Finished", "", erasure.finished_at),
    ]
    return [fact for fact in told if fact[1] or fact[2]]


def _step(step: Step) -> StepRow:
    place = _ROOTS.get(step.place, "") if step.name == "mentions" else step.place
    share = min(100, step.done * 100 // step.total) if step.total else None
    if step.state == StepState.DONE and share is not None:
        share = 100
    state = str(StepState(step.state).label)
    tone = {"done": "completed", "running": "live"}.get(step.state, "none")
    if step.problem:
        state, tone = "Failed, tried again", "failed"
    return StepRow(
        said=_STEPS.get(step.name, step.name),
        place=place,
        state=state,
        tone=tone,
        done=step.done,
        total=step.total,
        share=share,
        problem=step.problem,
        attempts=step.attempts,
    )


def _is_stuck(erasure: Erasure) -> bool:
    """Whether a running job has not been looked at for two minutes: there may be no worker."""
    waiting = erasure.next_try_at
    return bool(
        waiting
        and erasure.state in (State.RUNNING, State.VERIFYING)
        and erasure.leased_by is None
        and timezone.now() - waiting > timedelta(minutes=2)
    )


def _timeline(job: Job) -> list[TimelineRow]:
    events = [TimelineRow(_said(event, job.names), event.at) for event in job.events]
    comments = [
        TimelineRow(comment.text, comment.at, comment.author.display_name, is_comment=True)
        for comment in job.comments
    ]
    return sorted([*events, *comments], key=lambda row: row.at, reverse=True)


def _said(event: Event, names: Mapping[int, str]) -> str:
    told: dict[str, Any] = {key: str(value) for key, value in event.details.items()}
    for name, one in _COUNTED.items():
        number = told.get(name, "")
        told[name] = plural(int(number), one) if number.isdecimal() else ""
    if event.what == "limited":
        whole, unsought = (
            told[key].split(", ") if told[key] else [] for key in ("whole", "unsought")
        )
        told["limits"] = " ".join(words.limits(whole, unsought))
    who = _who(names, event.actor_kind, event.actor_id)
    says = _SAYS.get(event.what, event.what.replace("_", " "))
    return says.format_map(_Told(told, who=who))


class _Told(dict[str, str]):
    """What an event tells; what it does not tell is left blank."""

    def __missing__(self, key: str) -> str:
        return ""


def _who(names: Mapping[int, str], kind: str, key: int | None) -> str:
    kinds = AuditEvent.Actor
    if kind == kinds.SYSTEM:
        return "Roxels Dash"
    if kind == kinds.KEY:
        return "An API key"
    return names.get(key or 0, "Somebody who has no account any more")


def _mention(mention: Mention, names: Mapping[int, str]) -> MentionRow:
    labels = dict(Mention._meta.get_field("terms").base_field.choices or [])
    return MentionRow(
        id=mention.pk,
        place=mention.place,
        terms=", ".join(str(labels.get(term, term)).lower() for term in mention.terms),
        conversation=mention.conversation,
        person=mention.person,
        proposed_by=names.get(mention.proposed_by, "Somebody") if mention.proposed_by else "",
    )


def has_approved(job: Job, user: User) -> bool:
    """Whether somebody has approved it already."""
    return any(approval.user_id == user.pk for approval in job.approvals)
