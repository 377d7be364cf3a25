"""Pulling: history first, then what changed; resumed from the conversation that it had come to.

A worker takes a source for as long as its lease lasts, which each batch renews. What is in is in
batch by batch, and the place is kept behind it: what comes twice is known by its id.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.domain import wake
from sources import queries
from sources.domain.claiming import alone
from sources.domain.configuring import PULL_TASK, open_key
from sources.formats import FORMATS
from sources.importing import ahead, rare_collections
from sources.models import Ended, Phase, Run, Source, State
from sources.pull.dialects import WALKS, Page, Walk
from sources.pull.fetching import Batch, Fetcher, together
from sources.pull.remote import Busy, Failed, Remote
from sources.pull.storing import store, store_templates
from web.sealing import SealBroken

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
_GRACE = 45.0  # seconds that what is asked for may take past a worker's time: a lease is longer
_BACKOFF = (1, 5, 15, 60)  # minutes until it is tried again


class _Lost(Exception):
    """The source was paused, changed or deleted, or another worker has it."""


def pull_due(seconds: float = 60.0) -> int:
    """Pull what is due for about so long; return how many sources were worked on."""
    ends, worked = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (source := _claim()):
        worked += 1
        with suppress(_Lost):
            _work(source, ends)
    return worked


@transaction.atomic
def _claim() -> Source | None:
    """Take the source that is due longest, unless as many are pulled as may be at once."""
    alone("pulls")
    now = timezone.now()
    if Source.objects.filter(lease_until__gt=now).count() >= settings.PULLS_AT_ONCE:
        return None
    due = Source.objects.filter(state=State.ACTIVE, due_at__lte=now)
    free = due.exclude(lease_until__gt=now).order_by("due_at")
    source = free.select_for_update(skip_locked=True, no_key=True).first()
    if source is not None:
        source.lease_until = now + LEASE
        source.save(update_fields=["lease_until"])
    return source


def _work(source: Source, ends: float) -> None:
    try:
        is_through = _go_on(source, ends)
    except SealBroken:
        _fail(source, Failed("Its key cannot be opened here: enter it again."))
    except Busy as busy:
        told = f"It asked to be left alone for {busy.seconds} seconds."
        _leave(source, timezone.now() + timedelta(seconds=busy.seconds), told)
    except Failed as failed:
        _fail(source, failed)
    except _Lost:
        raise
    except Exception:
        # Whatever it answered, or broke here: it is told, and tried again ever later.
        logger.exception("Source %s could not be pulled", source.public_id)
        _fail(source, Failed("Something unexpected happened; it is in this server's log."))
    else:
        if not is_through:
            _leave(source, timezone.now())
            transaction.on_commit(lambda: wake(PULL_TASK), robust=True)


def _go_on(source: Source, ends: float) -> bool:
    """Go on with the source's run, or begin one; return whether it is through, or time is up."""
    remote = Remote(source.base_url, open_key(source), max(ends, time.monotonic()) + _GRACE)
    try:
        run = _run_of(source)
        with rare_collections():
            is_through = _pull(source, run, remote, ends)
    finally:
        remote.close()
    if is_through:
        _finish(source, run)
    return is_through


def _run_of(source: Source) -> Run:
    """Return the run under way, or begin one."""
    run = source.runs.filter(state=Ended.RUNNING).order_by("-pk").first()
    if run is not None and source.run_began_at is not None:
        return run
    now = timezone.now()
    source.run_began_at, source.cursor, source.after = now, "", ""
    until = source.pulled_until
    with transaction.atomic():
        _save(source, now + LEASE, "run_began_at", "cursor", "after")
        return Run.objects.create(
            organization_id=source.organization_id,
            source=source,
            phase=Phase.CHANGES if until else Phase.HISTORY,
            since=until and until - timedelta(hours=source.overlap_hours),
            began_at=now,
        )


def _pull(source: Source, run: Run, remote: Remote, ends: float) -> bool:
    walk = WALKS[source.dialect]
    open_ones: dict[int, str] = {}
    if not source.cursor and not source.after:
        if walk.templates is not None:
            store_templates(source, walk.templates(remote))
        if run.since is not None:
            open_ones = queries.open_ones(source)
            source.open_keys = list(open_ones)
    fetcher = Fetcher(walk, remote, FORMATS[source.dialect].conversation)
    try:
        found = _batches(walk, fetcher, remote, source, run, [*open_ones.values()])
        for batch in ahead(together(found)):
            store(source, run, batch)
            _keep_place(source, run, batch)
            if time.monotonic() >= ends and batch.follows:
                return False
    finally:
        fetcher.close()
    return True


def _batches(
    walk: Walk, fetcher: Fetcher, remote: Remote, source: Source, run: Run, open_ones: list[str]
) -> Iterator[Batch]:
    """Yield what follows the place where the source stands, whole conversations at a time.

    What had not ended when it was pulled may have begun before what is asked for: it is first.
    """
    cursor, after, asked = source.cursor, source.after, set(open_ones)
    for batch in fetcher.batches(Page(open_ones, "", {}), "", ""):
        yield replace(batch, cursor="", after="", follows=True)
    been = {cursor}
    while True:
        page = walk.page(remote, cursor, run.since)
        if page.next and page.next in been:
            raise Failed("Its list goes round in circles.")
        been.add(page.next)
        page = replace(page, ids=[id for id in page.ids if id not in asked])
        yield from fetcher.batches(page, cursor, after)
        cursor, after = page.next, ""
        if not cursor:
            return


def _keep_place(source: Source, run: Run, batch: Batch) -> None:
    source.cursor, source.after = batch.cursor, batch.after
    source.failures, source.problem = 0, ""
    with transaction.atomic():
        _save(source, timezone.now() + LEASE, "cursor", "after", "failures", "problem",
              "open_keys")  # fmt: skip
        run.save()


def _finish(source: Source, run: Run) -> None:
    now = timezone.now()
    run.state, run.ended_at = Ended.DONE, now
    source.pulled_until = source.run_began_at
    source.run_began_at, source.cursor, source.after = None, "", ""
    source.failures, source.problem = 0, ""
    source.due_at = now + timedelta(minutes=source.every) if source.every else None
    with transaction.atomic():
        _save(source, None, "pulled_until", "run_began_at", "cursor", "after", "failures",
              "problem", "due_at")  # fmt: skip
        run.save()


def _leave(source: Source, until: datetime, told: str = "") -> None:
    source.due_at, source.problem = until, told
    _save(source, None, "due_at", "problem")


def _fail(source: Source, failed: Failed) -> None:
    """Try again later, ever later, and from the place that it had come to."""
    source.failures += 1
    minutes = _BACKOFF[min(source.failures, len(_BACKOFF)) - 1]
    source.problem = str(failed)[:300]
    source.due_at = timezone.now() + timedelta(minutes=minutes)
    changed = ["due_at", "failures", "problem"]
    if failed.status == 400:
        # It knows the cursor no more: the run begins again, and what is in is passed over.
        source.cursor = source.after = ""
        changed += ["cursor", "after"]
    _save(source, None, *changed)


def _save(source: Source, lease: datetime | None, *fields: str) -> None:
    """Save these alone, and how long this worker has it from now on.

    Raises _Lost where it has it no more: whoever changes a source, or takes it, changes its lease.
    """
    values = {name: getattr(source, name) for name in fields}
    held = Source.objects.filter(pk=source.pk, state=State.ACTIVE, lease_until=source.lease_until)
    if not held.update(**values, lease_until=lease):
        raise _Lost
    source.lease_until = lease
