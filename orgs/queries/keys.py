"""API keys: what a request's key allows, asked by every call of the API, and the keys' page."""

import json
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, time

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from orgs.models import ApiKey, Membership, Organization
from orgs.models.keys import digest_of

# A revocation counts within 5 s wherever it was made: no process remembers a key for longer.
REMEMBERED = 3.0
_MOST = 10_000

ENDED_SHOWN = 50

_FIND = """
SELECT key.id, key.organization_id, organization.slug, key.is_test, key.scopes,
       key.requests_per_minute, key.expires_at
FROM orgs_apikey key JOIN orgs_organization organization ON organization.id = key.organization_id
WHERE key.digest = %s AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > %s)
"""


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """What a key opens. `requests_per_minute`: None is what the settings say."""

    key_id: int
    organization_id: int
    slug: str
    is_test: bool
    scopes: frozenset[str]
    requests_per_minute: int | None

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class _Remembered:
    """Keys this process met lately, by digest: {digest: (until, expires, access)}.

    Only keys that were good are in it. What is unknown costs one statement each time, and no
    flood of guesses can fill the memory or push a good key out of it.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, float, KeyAccess]] = {}

    def get(self, digest: bytes) -> KeyAccess | None:
        found = self._known.get(digest)
        if found is None:
            return None
        until, expires, access = found
        return access if until > monotonic() and expires > time() else None

    def put(self, digest: bytes, access: KeyAccess, expires_at: datetime | None) -> None:
        if len(self._known) >= _MOST:
            self._known = {}
        expires = expires_at.timestamp() if expires_at else float("inf")
        self._known[digest] = (monotonic() + REMEMBERED, expires, access)

    def forget(self, digest: bytes) -> None:
        self._known.pop(digest, None)


_remembered = _Remembered()


def key_access(secret: str) -> KeyAccess | None:
    """Return what the key opens, or None for one that is unknown, expired or revoked.

    A lookup in memory for a key met within 3 s, else one statement.
    """
    digest = digest_of(secret)
    return _remembered.get(digest) or _look_up(digest)


def forget(digest: bytes) -> None:
    """Have this process ask the database about a key again at once; others do within 3 s."""
    _remembered.forget(bytes(digest))


def _look_up(digest: bytes) -> KeyAccess | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [digest, timezone.now()])
        row = cursor.fetchone()
    if row is None:
        return None
    key_id, organization_id, slug, is_test, scopes, requests_per_minute, expires_at = row
    access = KeyAccess(
        key_id, organization_id, slug, is_test, frozenset(json.loads(scopes)), requests_per_minute
    )
    _remembered.put(digest, access, expires_at)
    return access


def key_rows(organization: Organization) -> tuple[list[ApiKey], list[ApiKey]]:
    """Return (the keys that work, newest first; those that ended last, at most ENDED_SHOWN).

    Each comes as `key` gives it. The first are no more than `issue_key` allows.
    """
    ended = Q(revoked_at__isnull=False) | Q(expires_at__lte=timezone.now())
    last = Least("revoked_at", "expires_at").desc()
    found = _keys(organization)
    return (
        list(found.exclude(ended).order_by("-created_at", "-id")),
        list(found.filter(ended).order_by(last, "-id")[:ENDED_SHOWN]),
    )


def key(organization: Organization, public_id: str) -> ApiKey | None:
    """Return a key with its maker, `by_member` (whether they still are one) and replacement."""
    return _keys(organization).filter(public_id=public_id).first()


def _keys(organization: Organization) -> QuerySet[ApiKey]:
    makers = Membership.objects.filter(
        organization_id=OuterRef("organization_id"), user_id=OuterRef("created_by_id")
    )
    found = ApiKey.objects.filter(organization=organization)
    return found.select_related("created_by", "replacement").annotate(by_member=Exists(makers))
