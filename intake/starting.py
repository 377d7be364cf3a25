"""One conversation made from a form: once, however often the form is sent."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from conversations.domain import tombstone_digests
from conversations.models import LIVE, Conversation, Tombstone
from intake.live.creating import create_conversations
from intake.records import PersonRecord
from intake.results import Refusal
from orgs.domain import Actor, record
from orgs.models import Organization
from web import ids


def start_conversation(
    *,
    actor: Actor,
    organization: Organization,
    template_id: str,
    persons: Sequence[PersonRecord],
    context: dict[str, Any],
    is_test: bool,
    once: str,
) -> Conversation:
    """Create a conversation to be joined, and say so in the audit log; return it.

    `once`: the form's own random text. The id is made from it and from what the form says, so that
    a form sent twice meets the conversation it made the first time. Raises Refusal, also where that
    one was erased.
    """
    said = [template_id, [person.model_dump() for person in persons], context, is_test]
    public_id = _id(organization, actor, once, json.dumps(said, sort_keys=True, default=str))
    known = _known(organization, public_id)
    if known:
        return known
    digests = tombstone_digests(organization.pk, public_id)
    if Tombstone.objects.filter(organization=organization, digest__in=digests).exists():
        raise Refusal("", "was sent before, and what it made was erased")
    try:
        with transaction.atomic():
            [made] = create_conversations(
                organization.pk, template_id, [persons], context, is_test=is_test
            )
            made.public_id = public_id
            made.save(update_fields=["public_id"])
            record(
                actor=actor,
                action="conversation.create",
                organization_id=organization.pk,
                object_type="conversation",
                object_id=public_id,
            )
    except IntegrityError:  # The same form was sent at the same time.
        known = _known(organization, public_id)
        if known is None:
            raise
        return known
    return made


def _id(organization: Organization, actor: Actor, once: str, said: str) -> str:
    secret = f"conversation:{settings.SECRET_KEY}".encode()
    text = f"{organization.pk} {actor.id} {once} {said}".encode()
    return ids.make("iv", hmac.digest(secret, text, hashlib.sha256))


def _known(organization: Organization, public_id: str) -> Conversation | None:
    found = Conversation.objects.filter(organization=organization, public_id=public_id, source=LIVE)
    known = found.first()
    if known is not None and known.erasing_at is not None:
        raise Refusal("", "was sent before, and what it made is being erased")
    return known
