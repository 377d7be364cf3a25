"""Secrets from forms: each is shown once, and a form that is sent twice makes nothing twice."""

import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from orgs.domain.audit import Actor
from orgs.models import Organization
from outputs.domain.endpoints import create_endpoint, lock_endpoint, rotate_secret
from outputs.models import Endpoint
from web import ids


class AlreadyIssued(Exception):
    """The form was sent before, and nobody can show its secret again."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint


@transaction.atomic
def issue_endpoint(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    url: str,
    headers: Mapping[str, str],
    dialect: str,
    once: str,
) -> tuple[Endpoint, str]:
    """Make an endpoint; return it and its secret. `once`: the form's own random text.

    Raises AlreadyIssued, EndpointRefused.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    public_id = _id_of(organization, once)
    known = Endpoint.objects.filter(public_id=public_id).first()
    if known:
        raise AlreadyIssued(known)
    return create_endpoint(
        actor=actor,
        organization=organization,
        name=name,
        url=url,
        headers=headers,
        dialect=dialect,
        public_id=public_id,
    )


@transaction.atomic
def rotate_secret_once(
    *, actor: Actor, organization: Organization, public_id: str, mark: str
) -> tuple[Endpoint, str]:
    """Return the endpoint and its new secret. `mark`: of the secret that the form is to replace.

    Raises AlreadyIssued where another took its place meanwhile, NoSuchEndpoint.
    """
    endpoint = lock_endpoint(organization, public_id)
    if not hmac.compare_digest(mark.encode(), mark_of(endpoint).encode()):
        raise AlreadyIssued(endpoint)
    secret = rotate_secret(actor=actor, organization=organization, public_id=public_id)
    return endpoint, secret


def mark_of(endpoint: Endpoint) -> str:
    """Return what tells the endpoint's secrets from those before, and says nothing else of them."""
    text = f"endpoint-secrets:{endpoint.public_id}:".encode() + bytes(endpoint.secrets)
    return hmac.digest(settings.SECRET_KEY.encode(), text, hashlib.sha256).hex()[:32]


def _id_of(organization: Organization, once: str) -> str:
    secret = f"endpoint:{settings.SECRET_KEY}".encode()
    return ids.make("ep", hmac.digest(secret, f"{organization.pk} {once}".encode(), hashlib.sha256))
