"""API keys: made, rotated, revoked. The secret is in the answer alone; a row keeps its digest."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import ApiKey, Organization, User
from orgs.models.keys import digest_of
from orgs.queries import keys as queries
from orgs.scopes import Scope
from web import ids

MOST_ACTIVE = 100
_SECRET_LETTERS = 52  # 5 bits each: 260
_SHOWN_LETTERS = 6
_USE_EVERY = timedelta(minutes=1)

# A request never waits here for another: whoever holds the row is about to write the same.
_WRITE_USE = """
UPDATE orgs_apikey SET last_used_at = %(now)s WHERE id = (
    SELECT id FROM orgs_apikey
    WHERE id = %(key)s AND (last_used_at IS NULL OR last_used_at <= %(before)s)
    FOR NO KEY UPDATE SKIP LOCKED
)
"""

# {key's id: until when this process need not ask whether somebody wrote its use}
_quiet: dict[int, float] = {}


class AlreadyIssued(Exception):
    """This form made `key` when it was sent before; nobody can show its secret again."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key


class TooManyKeys(Exception):
    """The organisation has MOST_ACTIVE keys that work."""


class KeyEnded(Exception):
    """The key was revoked, ran out, or has a replacement already."""


class NoSuchKey(Exception):
    """The key is none of the organisation's."""


@transaction.atomic
def issue_key(
    *,
    actor: Actor,
    organization: Organization,
    by: User | None,
    name: str,
    scopes: Collection[Scope],
    is_test: bool,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
    once: str = "",
) -> tuple[ApiKey, str]:
    """Make a key; return it and its secret, which only this answer knows.

    `once`: the form's own random text, by which a form sent twice meets the key it made the first
    time. Raises AlreadyIssued, TooManyKeys.
    """
    _lock(organization)
    key = ApiKey(
        public_id=_new_id(organization, once),
        organization=organization,
        name=name,
        scopes=[scope.value for scope in Scope if scope in scopes],
        is_test=is_test,
        expires_at=expires_at,
        requests_per_minute=requests_per_minute,
        created_by=by,
    )
    secret = _save_new(key)
    _record(actor, key, "key.issued")
    return key, secret


@transaction.atomic
def rotate_key(
    *,
    actor: Actor,
    organization: Organization,
    by: User | None,
    public_id: str,
    overlap: timedelta,
    once: str = "",
) -> tuple[ApiKey, str]:
    """Make a key like another, which ends after `overlap`; return the new one and its secret.

    A key that expires is followed by one that lives as long from now. Raises AlreadyIssued,
    KeyEnded, NoSuchKey, TooManyKeys.
    """
    _lock(organization)
    now = timezone.now()
    old = _locked(organization, public_id)
    new_id = _new_id(organization, f"{public_id} {once}" if once else "")
    if not old.is_active(now) or old.is_replaced():
        raise KeyEnded
    new = _like(old, public_id=new_id, created_by=by, created_at=now)
    ends_at = now + overlap
    old.expires_at = min(old.expires_at, ends_at) if old.expires_at else ends_at
    old.save(update_fields=["expires_at"])
    secret = _save_new(new)
    _forget(old)
    hours = int(overlap / timedelta(hours=1))
    _record(actor, old, "key.rotated", {"new_prefix": new.prefix, "overlap_hours": hours})
    return new, secret


@transaction.atomic
def revoke_key(*, actor: Actor, organization: Organization, public_id: str) -> bool:
    """End a key, everywhere within 5 s; return False for one that had ended. Raises NoSuchKey."""
    key = _locked(organization, public_id)
    now = timezone.now()
    if not key.is_active(now):
        return False
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _forget(key)
    _record(actor, key, "key.revoked")
    return True


def note_use(key_id: int) -> None:
    """Write that a key was used now, unless that was written within the last minute.

    Almost always a lookup in memory; one statement a minute and process. A use whose transaction
    is rolled back goes unwritten, as may those of the minute after it.
    """
    clock = time.monotonic()
    if _quiet.get(key_id, 0.0) > clock:
        return
    _quiet[key_id] = clock + _USE_EVERY.total_seconds()
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_USE, {"now": now, "before": now - _USE_EVERY, "key": key_id})


def _like(old: ApiKey, *, public_id: str, created_by: User | None, created_at: datetime) -> ApiKey:
    """Return the successor of a key, not saved; it lives as long as the old one was meant to."""
    lifetime = old.expires_at - old.created_at if old.expires_at else None
    return ApiKey(
        public_id=public_id,
        organization_id=old.organization_id,
        name=old.name,
        scopes=old.scopes,
        is_test=old.is_test,
        requests_per_minute=old.requests_per_minute,
        rotated_from=old,
        created_by=created_by,
        created_at=created_at,
        expires_at=created_at + lifetime if lifetime else None,
    )


def _save_new(key: ApiKey) -> str:
    """Save a new key and return its secret."""
    works = Q(expires_at=None) | Q(expires_at__gt=key.created_at)
    own = ApiKey.objects.filter(works, organization_id=key.organization_id, revoked_at=None)
    if own.count() >= MOST_ACTIVE:
        raise TooManyKeys
    kind = "sk_test_" if key.is_test else "sk_live_"
    secret = kind + ids.letters(secrets.token_bytes(_SECRET_LETTERS))
    key.prefix = secret[: len(kind) + _SHOWN_LETTERS]
    key.digest = digest_of(secret)
    key.save()
    return secret


def _lock(organization: Organization) -> None:
    """One at a time: a form sent twice at once must not make two keys."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def _new_id(organization: Organization, once: str) -> str:
    """Return the id that belongs to a form, or any; raise AlreadyIssued where the form has one."""
    if not once:
        return ids.mint_key()
    text = f"{organization.pk} {once}".encode()
    secret = f"api-key:{settings.SECRET_KEY}".encode()
    public_id = ids.make("key", hmac.digest(secret, text, hashlib.sha256))
    known = ApiKey.objects.filter(public_id=public_id).first()
    if known:
        raise AlreadyIssued(known)
    return public_id


def _locked(organization: Organization, public_id: str) -> ApiKey:
    """Return the key, locked against other changes."""
    found = ApiKey.objects.select_for_update(no_key=True)
    key = found.filter(organization=organization, public_id=public_id).first()
    if key is None:
        raise NoSuchKey
    return key


def _forget(key: ApiKey) -> None:
    digest = bytes(key.digest)
    transaction.on_commit(lambda: queries.forget(digest))


def _record(
    actor: Actor, key: ApiKey, action: str, also: dict[str, str | int] | None = None
) -> None:
    kind = "test" if key.is_test else "live"
    details = {"prefix": key.prefix, "scopes": " ".join(key.scopes), "kind": kind}
    record(
        actor=actor,
        action=action,
        organization_id=key.organization_id,
        object_type="key",
        object_id=key.public_id,
        details={**details, **(also or {})},
    )
