"""Pulling: history first, then what changed; resumed from the conversation that it had come to.

A worker takes a source for as long as its lease lasts, which each batch renews. What is in is in
batch by batch, and the place is kept behind it: what comes twice is known by its id.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sources.domain.configuring import open_key
from sources.importing import ahead, rare_collections
from sources.models import Ended, Phase, Run, Source, State
from sources.pull.dialects import WALKS, Walk
from sources.pull.fetching import Batch, Fetcher
from sources.pull.remote import Busy, Failed, Remote
from sources.pull.storing import store, store_templates
from web.sealing import SealBroken

LEASE = timedelta(seconds=120)
_BACKOFF = (1, 5, 15, 60)  # minutes until it is tried again


class _Lost(Exception):
    """The source was paused, changed or deleted, or another worker has it."""


def pull_due(seconds: float = 60.0) -> int:
    """Pull what is due for about so long; return how many sources were worked on."""
    ends, worked = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (source := _claim()):
        worked += 1
        _work(source, ends)
    return worked


@transaction.atomic
def _claim() -> Source | None:
    now = timezone.now()
    due = Source.objects.filter(state=State.ACTIVE, due_at__lte=now)
    free = due.exclude(lease_until__gt=now).order_by("due_at")
    source = free.select_for_update(skip_locked=True, no_key=True).first()
    if source is not None:
        source.lease_until = now + LEASE
        source.save(update_fields=["lease_until"])
    return source


def _work(source: Source, ends: float) -> None:
    remote = None
    try:
        remote = Remote(source.base_url, open_key(source))
        run = _run_of(source)
        with rare_collections():
            is_done = _pull(source, run, remote, ends)
        _finish(source, run) if is_done else _leave(source, timezone.now())
    except SealBroken:
        _fail(source, Failed("Its key cannot be opened here: enter it again."))
    except Busy as busy:
        told = f"It asked to be left alone for {busy.seconds} seconds."
        _leave(source, timezone.now() + timedelta(seconds=busy.seconds), told)
    except Failed as failed:
        _fail(source, failed)
    except _Lost:
        Source.objects.filter(pk=source.pk).update(lease_until=None)
    finally:
        if remote is not None:
            remote.close()


def _run_of(source: Source) -> Run:
    """Return the run under way, or begin one."""
    run = source.runs.filter(state=Ended.RUNNING).order_by("-pk").first()
    if run is not None and source.run_began_at is not None:
        return run
    now = timezone.now()
    source.run_began_at, source.cursor, source.after = now, "", ""
    _save(source, "run_began_at", "cursor", "after")
    until = source.pulled_until
    return Run.objects.create(
        organization_id=source.organization_id,
        source=source,
        phase=Phase.CHANGES if until else Phase.HISTORY,
        since=until and until - timedelta(hours=source.overlap_hours),
        began_at=now,
    )


def _pull(source: Source, run: Run, remote: Remote, ends: float) -> bool:
    """Go on with the run; return whether it is through, False where the time is up."""
    walk = WALKS[source.dialect]
    if not source.cursor and not source.after and walk.templates is not None:
        store_templates(source, walk.templates(remote))
    fetcher = Fetcher(walk, remote)
    try:
        for batch in ahead(_batches(walk, fetcher, remote, source, run)):
            store(source, run, batch)
            _go_on(source, run, batch)
            if time.monotonic() >= ends and batch.follows:
                return False
    finally:
        fetcher.close()
    return True


def _batches(
    walk: Walk, fetcher: Fetcher, remote: Remote, source: Source, run: Run
) -> Iterator[Batch]:
    """Yield what follows the place where the source stands, whole conversations at a time."""
    cursor, after = source.cursor, source.after
    while True:
        page = walk.page(remote, cursor, run.since)
        yield from fetcher.batches(page, cursor, after)
        cursor, after = page.next, ""
        if not cursor:
            return


def _go_on(source: Source, run: Run, batch: Batch) -> None:
    source.cursor, source.after = batch.cursor, batch.after
    source.lease_until, source.failures, source.problem = timezone.now() + LEASE, 0, ""
    run.save()
    if not _save(source, "cursor", "after", "lease_until", "failures", "problem"):
        raise _Lost


def _finish(source: Source, run: Run) -> None:
    now = timezone.now()
    run.state, run.ended_at = Ended.DONE, now
    run.save()
    source.pulled_until = source.run_began_at
    source.run_began_at, source.cursor, source.after = None, "", ""
    source.lease_until, source.failures, source.problem = None, 0, ""
    source.due_at = _next(source, now)
    _save(source, "pulled_until", "run_began_at", "cursor", "after", "lease_until", "failures",
          "problem", "due_at")  # fmt: skip


def _next(source: Source, now: datetime) -> datetime | None:
    return now + timedelta(minutes=source.every) if source.every else None


def _leave(source: Source, until: datetime, told: str = "") -> None:
    source.lease_until, source.due_at, source.problem = None, until, told
    _save(source, "lease_until", "due_at", "problem")


def _fail(source: Source, failed: Failed) -> None:
    """Try again later, ever later, and from the place that it had come to."""
    source.failures += 1
    minutes = _BACKOFF[min(source.failures, len(_BACKOFF)) - 1]
    source.lease_until, source.problem = None, str(failed)[:300]
    source.due_at = timezone.now() + timedelta(minutes=minutes)
    if failed.status == 400:
        # It knows the cursor no more: the run begins again, and what is in is passed over.
        source.cursor = source.after = ""
    _save(source, "lease_until", "due_at", "failures", "problem", "cursor", "after")


def _save(source: Source, *fields: str) -> bool:
    """Save these alone; return False where the source is not this worker's any more."""
    values = {name: getattr(source, name) for name in fields}
    own = Source.objects.filter(
        pk=source.pk, state=State.ACTIVE, base_url=source.base_url, dialect=source.dialect
    )
    return bool(own.update(**values))
