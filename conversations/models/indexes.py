"""Indexes of the conversations for the orders and ids that other systems' programs ask in."""

from django.db import models
from django.db.models.functions import Coalesce

from conversations.models.named import NamedUuid

_BEGUN = Coalesce("started_at", "created_at").desc()
_LAST = models.F("id").desc()


def _last_begun(name: str, *equal: str) -> models.Index:
    """Return the index that leads to what began last among those that are equal in these fields."""
    fields = [models.F(field) for field in equal]
    kept = models.Q(erasing_at__isnull=True)
    return models.Index(*fields, _BEGUN, _LAST, condition=kept, name=name)


ASKED_FOR_BY_PROGRAMS = (
    # For those who know conversations by UUIDs alone.
    models.Index(models.F("organization"), NamedUuid("public_id"), name="conversation_by_uuid"),
    # By when they began, for those who ask for what happened since then.
    _last_begun("conversation_last_begun", "organization", "is_test"),
    _last_begun("conversation_tpl_last_begun", "template", "is_test"),
    # Without these, what a widget or an organisation has none of walks all that it has.
    _last_begun("conversation_begun_by_status", "organization", "is_test", "status"),
    _last_begun("conversation_tpl_begun_status", "template", "is_test", "status"),
)
