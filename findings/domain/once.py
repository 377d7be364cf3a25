"""The id of what a form makes: the same form sent twice meets what it made the first time."""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings

from orgs.domain import Actor
from orgs.models import Organization
from web import ids


def id_of(prefix: str, organization: Organization, actor: Actor, once: str, *said: Any) -> str:
    """Return the id that belongs to a form and to what it says; any where `once` is "".

    `once`: the form's own random text.
    """
    if not once:
        return ids.mint(prefix)
    text = json.dumps([organization.pk, actor.id, once, *said])
    secret = f"{prefix}:{settings.SECRET_KEY}".encode()
    return ids.make(prefix, hmac.digest(secret, text.encode(), hashlib.sha256))
