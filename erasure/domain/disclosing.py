"""Giving somebody their data: asked for, put together by a worker, there for a day, removable."""

import logging
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from conversations.domain import wake
from conversations.models import Conversation, Participation
from erasure import bundle, storage
from erasure.domain import exports_lock
from erasure.domain.heartbeat import beat, beating
from erasure.models import AccessExport, AccessState
from erasure.storage import Unreachable
from orgs.domain.audit import Actor, record
from orgs.models import Organization
from persons.models import Person

logger = logging.getLogger(__name__)

LIVES = timedelta(hours=24)
MOST_TRIES = 5
TASK = "erasure.tasks.make_access_exports"
_CLAIMED = timedelta(minutes=10)
_SLOWEST = 500_000  # bytes a second that a bucket takes at least


class NoSuchExport(Exception):
    """There is none that could be done this with."""


class NotOurs(Exception):
    """An export is another worker's by now, or nobody wants it any more."""


@transaction.atomic
def request_access_export(*, actor: Actor, organization: Organization, person: Person) -> str:
    """Have a person's data put together; return the export's id, of the one asked for already."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    asked = AccessExport.objects.filter(person=person, state=AccessState.ASKED).first()
    if asked is not None:
        return asked.public_id
    made = AccessExport.objects.create(
        organization=organization,
        person=person,
        asked_by_kind=actor.kind,
        asked_by_id=actor.id,
    )
    _note("person.export", actor, made, person)
    transaction.on_commit(lambda: wake(TASK), robust=True)
    return made.public_id


@transaction.atomic
def open_access_export(*, actor: Actor, export: AccessExport) -> str:
    """Return the address of a ready export, for five minutes; the audit log tells who took it.

    Raises NoSuchExport once it is expired or removed.
    """
    now = timezone.now()
    is_there = export.state == AccessState.READY and export.expires_at and export.expires_at > now
    if not is_there:
        raise NoSuchExport
    _note("person.exported", actor, export, export.person)
    return storage.link(export.key, f"{export.person.public_id}.zip")


def remove_access_export(*, actor: Actor, export: AccessExport) -> None:
    """Remove an export, whether it is ready or not; again, it changes nothing.

    Nobody can take it from here on; its object is swept later where the bucket does not answer.
    """
    with transaction.atomic():
        locked = AccessExport.objects.select_for_update().filter(pk=export.pk).first()
        if locked is None or locked.state in (AccessState.REMOVED, AccessState.EXPIRED):
            return
        key = _close(locked, AccessState.REMOVED)
        _note("person.export_removed", actor, locked, locked.person)
    _remove(key)


def expire_access_exports() -> int:
    """Remove what has lived its day; return how many."""
    over = AccessExport.objects.filter(state=AccessState.READY, expires_at__lte=timezone.now())
    expired = 0
    for pk in list(over.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            export = over.select_for_update().filter(pk=pk).first()
            key = _close(export, AccessState.EXPIRED) if export else ""
        expired += bool(export)
        _remove(key)
    return expired


def _close(export: AccessExport, state: AccessState) -> str:
    """Have it be over; return the key that it had."""
    key, export.state, export.key = export.key, state, ""
    export.save(update_fields=["state", "key"])
    return key


def _remove(key: str) -> None:
    try:
        if key:
            storage.remove(key)
    except Unreachable as problem:
        logger.warning("An access export is left to be swept: %s", problem)


def sweep_access_exports() -> int:
    """Remove what no export knows: a worker that was killed leaves it, and a bucket that is away.

    Only what has lain there longer than a worker is waited for. Returns how many; raises
    Unreachable.
    """
    old = {key: int(key.split("/")[2]) for key in storage.put_before(timezone.now() - 2 * _CLAIMED)}
    exports = AccessExport.objects.filter(person_id__in=set(old.values())).exclude(key="")
    left = old.keys() - set(exports.values_list("key", flat=True))
    for key in left:
        storage.remove(key)
    return len(left)


def make_access_exports() -> int:
    """Put together what is asked for, one after another; return how many were."""
    made = 0
    while (export := _claim()) is not None:
        try:
            made += _make(export)
        except (OSError, Unreachable) as error:
            _failed(export, error)
    return made


@transaction.atomic
def _claim() -> AccessExport | None:
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    found = AccessExport.objects.select_for_update(skip_locked=True, of=("self",))
    asked = found.select_related("person", "organization").filter(free, state=AccessState.ASKED)
    export = asked.order_by("created_at", "id").first()
    if export is None:
        return None
    export.claimed_until = now + _CLAIMED
    export.tries += 1
    if export.tries > MOST_TRIES:  # Whoever had it died of it each time.
        export.state, export.problem, export.key = AccessState.FAILED, "interrupted", ""
    else:
        # Known before anything is put there: who removes the export removes the object, too.
        export.key = storage.new_key(export.organization_id, export.person_id)
    export.save(update_fields=["claimed_until", "tries", "key", "state", "problem"])
    return export


def _make(export: AccessExport) -> bool:
    """Write and keep it; what began to be erased meanwhile is not put there."""
    if export.state == AccessState.FAILED:
        return False
    with TemporaryFile() as file:
        try:
            with beating(partial(_renew, export, _CLAIMED), _CLAIMED.total_seconds() / 4):
                shared, now = _shared(export.person), timezone.now()
                contents = bundle.write(export.person, shared, file, now, beat)
            size = file.tell()
            file.seek(0)
            _renew(export, _CLAIMED + timedelta(seconds=size / _SLOWEST))
        except NotOurs:
            return False
        return _put(export, contents, file, size)


@transaction.atomic
def _put(export: AccessExport, contents: bundle.Contents, file: IO[bytes], size: int) -> bool:
    """Put it into the bucket, while no erasure removes anything of the person's there."""
    exports_lock.hold(export.person_id)
    wanted = AccessExport.objects.filter(pk=export.pk, state=AccessState.ASKED, key=export.key)
    if not (wanted.exists() and _is_whole(export, contents)):
        wanted.update(claimed_until=None, key="")
        return False
    storage.put(export.key, file)
    is_kept = _keep(export, contents, size)
    if not is_kept:
        storage.remove(export.key)
    return is_kept


def _is_whole(export: AccessExport, contents: bundle.Contents) -> bool:
    """Whether nothing of what is in it is being erased."""
    there = Conversation.objects.filter(pk__in=contents.keys, erasing_at__isnull=True)
    whose = Person.objects.filter(pk=export.person_id, erasing_at__isnull=True)
    return whose.exists() and there.count() == len(contents.keys)


def _renew(export: AccessExport, time: timedelta) -> None:
    """Have others wait for this worker. Raises NotOurs where it is another's, or not wanted."""
    current = AccessExport.objects.filter(pk=export.pk, state=AccessState.ASKED, key=export.key)
    if not current.update(claimed_until=timezone.now() + time):
        raise NotOurs


@transaction.atomic
def _keep(export: AccessExport, contents: bundle.Contents, size: int) -> bool:
    whose = Person.objects.select_for_update(no_key=True).filter(
        pk=export.person_id, erasing_at__isnull=True
    )
    current = AccessExport.objects.select_for_update().filter(
        pk=export.pk, state=AccessState.ASKED, key=export.key
    )
    if not (whose.first() and current.first() and _is_whole(export, contents)):
        current.update(claimed_until=None, key="")
        return False
    now = timezone.now()
    current.update(
        state=AccessState.READY,
        made_at=now,
        expires_at=now + LIVES,
        size=size,
        conversations=contents.conversations,
        shared=contents.shared,
        files=contents.files,
        problem="",
        claimed_until=None,
    )
    return True


def _failed(export: AccessExport, error: Exception) -> None:
    problem = type(error).__name__
    logger.error("Access export %s: %s", export.public_id, problem)
    is_last = export.tries >= MOST_TRIES
    current = AccessExport.objects.filter(pk=export.pk, state=AccessState.ASKED, key=export.key)
    current.update(
        state=AccessState.FAILED if is_last else AccessState.ASKED,
        problem=problem,
        claimed_until=timezone.now() + timedelta(seconds=5 * export.tries),
    )


def _shared(person: Person) -> set[int]:
    """Return the conversations that others took part in as well."""
    theirs = Participation.objects.filter(person=person).values("conversation_id")
    found = Participation.objects.filter(conversation_id__in=theirs).values("conversation_id")
    many = found.annotate(people=Count("pk")).filter(people__gt=1)
    return set(many.values_list("conversation_id", flat=True))


def _note(action: str, actor: Actor, export: AccessExport, person: Person) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=export.organization_id,
        object_type="person",
        object_id=person.public_id,
    )
