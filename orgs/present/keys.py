"""API keys, as their page words them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from orgs.models import ApiKey, Organization
from orgs.queries import keys as queries
from web.format import plural

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key. `state`: how it ended or will, "" while there is nothing to say.

    `ends_soon`: it needs somebody, for no successor has been made.
    """

    key: ApiKey
    state: str
    ends_at: datetime | None
    is_active: bool
    ends_soon: bool

    @property
    def can_rotate(self) -> bool:
        return self.is_active and not self.key.is_replaced()


def key_page(organization: Organization) -> tuple[list[KeyRow], list[KeyRow]]:
    """Return (the keys that work, those that ended)."""
    now = timezone.now()
    works, ended = queries.key_rows(organization)
    return [_active(key, now) for key in works], [_ended(key) for key in ended]


def _active(key: ApiKey, now: datetime) -> KeyRow:
    ends_at = key.ends_at()
    if key.is_replaced():
        return KeyRow(key, "Replaced", ends_at, is_active=True, ends_soon=False)
    if ends_at is None or ends_at > now + SOON:
        return KeyRow(key, "", ends_at, is_active=True, ends_soon=False)
    days = (ends_at - now).days
    left = f"In {plural(days, 'day')}" if days else "Within a day"
    return KeyRow(key, left, ends_at, is_active=True, ends_soon=True)


def _ended(key: ApiKey) -> KeyRow:
    how = "Revoked" if key.revoked_at else "Replaced" if key.is_replaced() else "Expired"
    return KeyRow(key, how, key.ends_at(), is_active=False, ends_soon=False)
