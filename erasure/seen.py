"""The mark that somebody saw what a retention would erase, which its setting asks for.

It is signed and good for an hour: whoever only sends the number of days has seen nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

_SALT = "erasure.retention"
_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Seen:
    """Who saw which organisation's preview of `days`, when; `count`: what it told, perhaps as an
    estimate; `highest`: the newest conversation's row id by then; `typed`: what has to be typed, ""
    where none would go."""

    organization_id: int
    user_id: int
    days: int
    at: datetime
    count: int
    highest: int
    typed: str

    def signed(self) -> str:
        """Return it as a form carries it."""
        at = self.at.isoformat()
        who = [self.organization_id, self.user_id, self.days]
        return signing.dumps([*who, at, self.count, self.highest, self.typed], salt=_SALT)

    def is_of(self, organization_id: int, user_id: int, days: int) -> bool:
        """Whether it is the preview of just this."""
        asked = (organization_id, user_id, days)
        return (self.organization_id, self.user_id, self.days) == asked


def read(text: str) -> Seen | None:
    """Return what `signed` gave, None where it is something else or an hour old."""
    try:
        organization_id, user_id, days, at, count, highest, typed = signing.loads(
            text, salt=_SALT, max_age=_SECONDS
        )
    except (signing.BadSignature, ValueError):  # One of an earlier release has other parts.
        return None
    return Seen(organization_id, user_id, days, datetime.fromisoformat(at), count, highest, typed)
