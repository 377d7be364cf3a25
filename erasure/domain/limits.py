"""What a search for mentions cannot find of somebody, said on the job's page and in the receipt."""

from erasure.domain.timeline import note
from erasure.models import Erasure, Event, Identity
from erasure.wording import limits_of

_WHAT = "limited"


def note_limits(erasure: Erasure) -> None:
    """Note which of the person's words are too short to be looked for like others: their kinds."""
    identity = Identity.objects.filter(erasure=erasure).first()
    whole, unsought = limits_of(identity) if identity else (set(), set())
    if whole or unsought:
        note(erasure, _WHAT, whole=", ".join(sorted(whole)), unsought=", ".join(sorted(unsought)))


def told_limits(erasure: Erasure) -> dict[str, list[str]]:
    """Return the same as the receipt has it, nothing where every word was looked for."""
    event = Event.objects.filter(erasure=erasure, what=_WHAT).order_by("id").last()
    if event is None:
        return {}
    names = {"as_whole_values_only": "whole", "not_searched": "unsought"}
    return {
        name: str(told).split(", ") for name, key in names.items() if (told := event.details[key])
    }
