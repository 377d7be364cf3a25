"""Exports: asked for, made by whichever worker takes one, kept for a day, removed."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from conversations.domain import wake
from findings import storage
from findings.domain.errors import Refused
from findings.domain.keeping import keeping
from findings.domain.making import Lost, folder_of, make
from findings.domain.once import id_of
from findings.exporting import parquet, scratch
from findings.models import Export, ExportForm, ExportState
from findings.queries.kept import Read, keep
from orgs.domain import Actor, record
from orgs.models import Organization

RUN = "findings.tasks.run_exports"
KEPT = timedelta(hours=24)
MOST_KEPT = 100  # of one organisation
_LEASE = timedelta(seconds=60)
_TRIES = 5


def forms() -> list[ExportForm]:
    """Return the forms that can be made here."""
    return [form for form in ExportForm if form != ExportForm.PARQUET or parquet.is_available()]


@transaction.atomic
def ask_export(
    *, actor: Actor, organization: Organization, read: Read, form: str, told: int, is_exact: bool,
    once: str = "",
) -> Export:  # fmt: skip
    """Keep the wish for a file of what `read` selects, its columns named; a worker makes it.

    `told`: how many conversations whoever asks was told, exactly or about. `once`: the form's own
    random text, by which one that is sent twice makes one file. Raises Refused.
    """
    if form not in forms():
        raise Refused("form", "Choose one of the forms.")
    query = keep(read.selection)
    public_id = id_of("export", organization, actor, once, form, query)
    if Export.objects.filter(organization=organization).count() >= MOST_KEPT:
        raise Refused("", f"There are {MOST_KEPT} exports already; remove one first.")
    export, is_new = Export.objects.get_or_create(
        public_id=public_id,
        defaults={
            "organization": organization,
            "secret": secrets.token_urlsafe(24),
            "template_id": read.template.id,
            "query": query,
            "form": form,
            "rows_told": told,
            "is_exact": is_exact,
            "made_by_id": actor.id,
            "expires_at": timezone.now() + KEPT,
        },
    )
    if is_new:
        record(
            actor=actor,
            action="findings.export",
            organization_id=organization.pk,
            object_type=form,
            object_id=export.public_id,
            details={"conversations": told},
        )
        transaction.on_commit(lambda: wake(RUN), robust=True)
    return export


def run_exports() -> int:
    """Make the files that are waited for, one after another; return how many were made."""
    scratch.sweep()
    made = 0
    while (export := _claim()) is not None:
        made += _run(export)
    return made


@transaction.atomic
def _claim() -> Export | None:
    """Take the export that waits longest, or that a worker left which was not heard of since."""
    with connection.cursor() as cursor:  # Two at once would both find that nobody is at it.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('findings exports', 0))")
    now = timezone.now()
    running = Export.objects.filter(state=ExportState.RUNNING, lease_until__gt=now)
    if running.count() >= settings.EXPORTS_AT_ONCE:
        return None
    due = Export.objects.filter(
        Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, lease_until__lte=now)
    )
    export = due.order_by("created_at").select_for_update(skip_locked=True).first()
    if export is None:
        return None
    export.state, export.run = ExportState.RUNNING, export.run + 1
    export.rows_done, export.lease_until = 0, now + _LEASE
    if export.run > _TRIES:
        export.state, export.reason = ExportState.FAILED, "interrupted"
    export.save(update_fields=["state", "run", "rows_done", "lease_until", "reason"])
    return export


def _run(export: Export) -> bool:
    """Make a claimed one. What was put of a run that ended is removed first."""
    if export.state == ExportState.FAILED:
        return False

    def lease(**done: int) -> int:
        return _still_ours(export).update(lease_until=timezone.now() + _LEASE, **done)

    try:
        with keeping(lease) as keeper:

            def beat(rows: int) -> None:
                keeper.moved()
                if not lease(rows_done=rows):
                    raise Lost

            storage.purge(folder_of(export))
            rows, size = make(export, beat)
    except Lost:
        return False
    except storage.Unreachable:
        # Somebody tries again when the lease is over.
        return False
    except Exception:
        _still_ours(export).update(state=ExportState.FAILED, reason="error")
        raise
    now = timezone.now()
    is_kept = _still_ours(export).update(
        state=ExportState.READY, rows_done=rows, size=size, ready_at=now, expires_at=now + KEPT
    )
    if not is_kept and not Export.objects.filter(pk=export.pk).exists():
        storage.purge(folder_of(export))  # Removed; what another worker took is its own.
    return bool(is_kept)


def _still_ours(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, run=export.run, state=ExportState.RUNNING)
