"""Indexes of the conversations for the orders and ids that other systems' programs ask in."""

from django.db import models
from django.db.models.functions import Coalesce

from conversations.models.named import NamedUuid

_BEGUN = Coalesce("started_at", "created_at").desc()
_LAST = models.F("id").desc()

ASKED_FOR_BY_PROGRAMS = (
    # For those who know conversations by UUIDs alone.
    models.Index(models.F("organization"), NamedUuid("public_id"), name="conversation_by_uuid"),
    # By when they began, for those who ask for what happened since then.
    models.Index(
        models.F("organization"),
        models.F("is_test"),
        _BEGUN,
        _LAST,
        condition=models.Q(erasing_at__isnull=True),
        name="conversation_last_begun",
    ),
    models.Index(
        models.F("template"),
        models.F("is_test"),
        _BEGUN,
        _LAST,
        condition=models.Q(erasing_at__isnull=True),
        name="conversation_tpl_last_begun",
    ),
    # Without these, what a widget or an organisation has none of walks all that it has.
    models.Index(
        models.F("organization"),
        models.F("is_test"),
        models.F("status"),
        _BEGUN,
        _LAST,
        condition=models.Q(erasing_at__isnull=True),
        name="conversation_begun_by_status",
    ),
    models.Index(
        models.F("template"),
        models.F("is_test"),
        models.F("status"),
        _BEGUN,
        _LAST,
        condition=models.Q(erasing_at__isnull=True),
        name="conversation_tpl_begun_status",
    ),
)
