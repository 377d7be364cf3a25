"""Sources: made, changed, paused, run now. Their keys are sealed, and never shown."""

from django.db import transaction
from django.utils import timezone

from conversations.domain import wake
from orgs.domain.audit import Actor, record
from orgs.models import Organization
from outputs.addresses import Blocked, check_url, origin
from sources.formats import DIALECTS
from sources.models import Ended, Every, Source, State, mint_source
from web.sealing import SealBroken, seal, unseal

MOST = 100  # of an organisation
PULL_TASK = "sources.tasks.pull_sources"


class NoSuchSource(Exception):
    """It is none of the organisation's."""


class SourceRefused(Exception):
    """What is wrong with a source, and in which field."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


@transaction.atomic
def create_source(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    base_url: str,
    dialect: str,
    key: str,
    every: int = Every.HOUR,
    overlap_hours: int = 24,
) -> Source:
    """Make a source and have its history pulled, unless it runs by hand alone.

    Raises SourceRefused.
    """
    _check(name, base_url, dialect, key, every, overlap_hours)
    if Source.objects.filter(organization=organization).count() >= MOST:
        raise SourceRefused("name", f"would be one source more than {MOST}")
    public_id = mint_source()
    source = Source.objects.create(
        organization=organization,
        public_id=public_id,
        name=name.strip(),
        base_url=base_url.rstrip("/"),
        dialect=dialect,
        key=_sealed(public_id, key),
        is_test=_is_test(key),
        every=every,
        overlap_hours=overlap_hours,
        due_at=timezone.now() if every else None,
    )
    _note(actor, source, "source.created")
    return source


@transaction.atomic
def update_source(
    *,
    actor: Actor,
    organization: Organization,
    public_id: str,
    name: str,
    base_url: str,
    dialect: str,
    key: str = "",
    every: int = Every.HOUR,
    overlap_hours: int = 24,
) -> Source:
    """Change a source; an empty `key` leaves the one it has, which stays with its server.

    Another system begins anew. Raises NoSuchSource, SourceRefused.
    """
    source = locked(organization, public_id)
    _check(name, base_url, dialect, key or "x", every, overlap_hours)
    if not key and origin(base_url) != origin(source.base_url):
        raise SourceRefused("key", "has to be entered again for another server")
    before = (source.base_url, source.dialect, source.is_test)
    source.name, source.base_url, source.dialect = name.strip(), base_url.rstrip("/"), dialect
    source.every, source.overlap_hours = every, overlap_hours
    if key:
        source.key, source.is_test = _sealed(public_id, key), _is_test(key)
    if (source.base_url, source.dialect, source.is_test) != before:
        _forget_place(source)
    source.failures, source.problem = 0, ""
    # Whoever is at it knows the old ones: another takes it up.
    source.lease_until = None
    source.due_at = timezone.now() if every or source.run_began_at else None
    source.save()
    _note(actor, source, "source.changed")
    return source


@transaction.atomic
def pause_source(*, actor: Actor, organization: Organization, public_id: str) -> Source:
    """Have it left alone; a run under way stops within moments and goes on when it is resumed."""
    source = locked(organization, public_id)
    if source.state != State.PAUSED:
        source.state, source.lease_until = State.PAUSED, None
        source.save(update_fields=["state", "lease_until"])
        _note(actor, source, "source.paused")
    return source


@transaction.atomic
def resume_source(*, actor: Actor, organization: Organization, public_id: str) -> Source:
    """Go on from where it was."""
    source = locked(organization, public_id)
    if source.state != State.ACTIVE:
        source.state = State.ACTIVE
        source.due_at = timezone.now() if source.every or source.run_began_at else None
        source.save(update_fields=["state", "due_at"])
        _note(actor, source, "source.resumed")
    return source


@transaction.atomic
def run_now(*, actor: Actor, organization: Organization, public_id: str) -> Source:
    """Have it pulled at once, whatever its schedule says. A paused one is resumed."""
    source = locked(organization, public_id)
    source.state, source.due_at, source.failures = State.ACTIVE, timezone.now(), 0
    source.save(update_fields=["state", "due_at", "failures"])
    _note(actor, source, "source.run")
    return source


@transaction.atomic
def delete_source(*, actor: Actor, organization: Organization, public_id: str) -> None:
    """Forget a source, its key and its runs; what came from it stays."""
    source = locked(organization, public_id)
    _note(actor, source, "source.deleted")
    source.delete()


def open_key(source: Source) -> str:
    """Return the key to ask with. Raises SealBroken."""
    return str(unseal(source.key, _context(source.public_id)))


def has_key(source: Source, key: str) -> bool:
    """Whether it asks with this key."""
    try:
        return open_key(source) == key
    except SealBroken:
        return False


def locked(organization: Organization, public_id: str) -> Source:
    """Return the organisation's own source, its row locked. Raises NoSuchSource."""
    found = Source.objects.select_for_update(no_key=True)
    source = found.filter(organization=organization, public_id=public_id).first()
    if source is None:
        raise NoSuchSource
    return source


def _forget_place(source: Source) -> None:
    source.pulled_until = source.run_began_at = None
    source.cursor, source.after, source.open_keys = "", "", []
    source.runs.filter(state=Ended.RUNNING).update(state=Ended.STOPPED, ended_at=timezone.now())


def _check(
    name: str, base_url: str, dialect: str, key: str, every: int, overlap_hours: int
) -> None:
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise SourceRefused("name", "must be one line of 1 to 200 characters")
    try:
        check_url(base_url)
    except Blocked as blocked:
        raise SourceRefused("base_url", str(blocked)) from None
    if "?" in base_url:
        raise SourceRefused("base_url", "must not hold a query")
    if dialect not in DIALECTS:
        raise SourceRefused("dialect", "is none that can be pulled")
    if not (1 <= len(key) <= 500 and key.isascii() and key.isprintable() and " " not in key):
        raise SourceRefused("key", "must be 1 to 500 printable characters without spaces")
    if every not in Every.values:
        raise SourceRefused("every", "is none of the schedules")
    if not 1 <= overlap_hours <= 24 * 30:
        raise SourceRefused("overlap_hours", "must be between 1 and 720")


def _is_test(key: str) -> bool:
    return key.startswith("sk_test_")


def _context(public_id: str) -> str:
    return f"source.key:{public_id}"


def _sealed(public_id: str, key: str) -> bytes:
    return seal(key, _context(public_id))


def _note(actor: Actor, source: Source, action: str) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=source.organization_id,
        object_type="source",
        object_id=source.public_id,
    )
    transaction.on_commit(lambda: wake(PULL_TASK), robust=True)
