"""Tries that a test ends by hand."""

from django.utils import timezone

from outputs.claims import Claimed, Outcome, Tried
from outputs.models import Delivery


def tried(claimed: Claimed, error: str = "", status: int | None = 200) -> Tried:
    """Return a claimed delivery's try, ended so."""
    sent = Delivery.objects.get(pk=claimed.id)
    assert sent.claim
    answer = Outcome(timezone.now(), error, status, 12, [("x", "y")], b"Ada", {"webhook-id": "m"})
    return Tried(claimed, sent.claim, answer)
