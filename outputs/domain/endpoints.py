"""Endpoints: made, changed, rotated, paused. Whatever is held meanwhile is sent afterwards."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import Organization
from outputs import secrets
from outputs.addresses import Blocked, check_url, origin
from outputs.definitions import MOST_HEADERS, header_problem
from outputs.dialects import ROXELS, dialects
from outputs.domain.waking import wake_senders
from outputs.models import Endpoint, EndpointState, Reason
from outputs.models.endpoint import mint_endpoint, there

MOST_ENDPOINTS = 500  # of an organisation


class NoSuchEndpoint(Exception):
    """It is none of the organisation's."""


class EndpointRefused(Exception):
    """What is wrong with an endpoint, and in which field: name, url or headers."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


@transaction.atomic
def create_endpoint(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    public_id: str = "",
    dialect: str = ROXELS,
) -> tuple[Endpoint, str]:
    """Make an endpoint; return it and its secret, to be shown once. Raises EndpointRefused."""
    _check(name, url, headers or {}, dialect)
    if Endpoint.objects.filter(there(organization)).count() >= MOST_ENDPOINTS:
        raise EndpointRefused("name", f"would be one endpoint more than {MOST_ENDPOINTS}")
    public_id, secret = public_id or mint_endpoint(), secrets.mint_secret()
    endpoint = Endpoint.objects.create(
        organization=organization,
        public_id=public_id,
        name=name.strip(),
        url=url,
        dialect=dialect,
        secrets=secrets.seal_secrets(public_id, [secrets.Secret(secret)]),
        headers=secrets.seal_headers(public_id, dict(headers or {})),
    )
    _record(actor, endpoint, "endpoint.created")
    return endpoint, secret


@transaction.atomic
def update_endpoint(
    *,
    actor: Actor,
    organization: Organization,
    public_id: str,
    name: str,
    url: str,
    headers: Mapping[str, str | None] | None = None,
    dialect: str | None = None,
) -> Endpoint:
    """Change an endpoint; what is pending goes to the new address.

    `headers`: those to set, and with None those to remove; the others stay as they are, since
    nobody can see them to send them again, and with their server: for another one each has to be
    set or removed. Raises NoSuchEndpoint, EndpointRefused.
    """
    endpoint = lock_endpoint(organization, public_id)
    told = headers or {}
    kept = _without(secrets.open_headers(public_id, endpoint.headers), told)
    known = kept | {header: value for header, value in told.items() if value is not None}
    _check(name, url, known, dialect or endpoint.dialect)
    if kept and origin(url) != origin(endpoint.url):
        names = ", ".join(sorted(kept))[:200]
        raise EndpointRefused("headers", f"have to be set or removed for another server: {names}")
    endpoint.name, endpoint.url = name.strip(), url
    endpoint.dialect = dialect or endpoint.dialect
    endpoint.headers = secrets.seal_headers(public_id, known)
    endpoint.save(update_fields=["name", "url", "headers", "dialect"])
    _record(actor, endpoint, "endpoint.changed")
    return endpoint


@transaction.atomic
def rotate_secret(*, actor: Actor, organization: Organization, public_id: str) -> str:
    """Return a new secret; for 24 hours the old ones sign too. Raises NoSuchEndpoint."""
    endpoint = lock_endpoint(organization, public_id)
    new = secrets.mint_secret()
    known = secrets.open_secrets(public_id, endpoint.secrets)
    endpoint.secrets = secrets.seal_secrets(public_id, secrets.rotated(known, new, timezone.now()))
    endpoint.save(update_fields=["secrets"])
    _record(actor, endpoint, "endpoint.rotated")
    return new


def pause_endpoint(*, actor: Actor, organization: Organization, public_id: str) -> Endpoint:
    """Hold its deliveries until it is resumed; tries under way finish. Raises NoSuchEndpoint."""
    return _move(actor, organization, public_id, EndpointState.PAUSED, "endpoint.paused")


def resume_endpoint(*, actor: Actor, organization: Organization, public_id: str) -> Endpoint:
    """Send what was held, at once. Raises NoSuchEndpoint."""
    return _move(actor, organization, public_id, EndpointState.ACTIVE, "endpoint.resumed")


def disable_endpoint(*, actor: Actor, organization: Organization, public_id: str) -> Endpoint:
    """Hold its deliveries for good, or until it is enabled. Raises NoSuchEndpoint."""
    return _move(actor, organization, public_id, EndpointState.DISABLED, "endpoint.disabled")


def enable_endpoint(*, actor: Actor, organization: Organization, public_id: str) -> Endpoint:
    """Let a disabled endpoint have what was held, and what comes. Raises NoSuchEndpoint."""
    return _move(actor, organization, public_id, EndpointState.ACTIVE, "endpoint.enabled")


@transaction.atomic
def _move(
    actor: Actor, organization: Organization, public_id: str, state: EndpointState, action: str
) -> Endpoint:
    endpoint = lock_endpoint(organization, public_id)
    if endpoint.state == state:
        return endpoint
    endpoint.state, endpoint.state_since = state, timezone.now()
    if state == EndpointState.ACTIVE:
        # It starts anew: five days of failures are counted from now on.
        endpoint.reason = Reason.NONE
        endpoint.failing_since, endpoint.consecutive_failures = None, 0
        wake_senders()
    else:
        endpoint.reason = Reason.BY_HAND
    endpoint.told_at = None
    endpoint.save()
    _record(actor, endpoint, action)
    return endpoint


def _without(known: Mapping[str, str], told: Iterable[str]) -> dict[str, str]:
    """Return the headers that are not told of, in whatever case."""
    names = {header.lower() for header in told}
    return {header: value for header, value in known.items() if header.lower() not in names}


def _check(name: str, url: str, headers: Mapping[str, str], dialect: str) -> None:
    if dialect not in dialects():
        raise EndpointRefused("dialect", "is none that payloads can be worded in")
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise EndpointRefused("name", "must be one line of 1 to 200 characters")
    try:
        check_url(url)
    except Blocked as blocked:
        raise EndpointRefused("url", str(blocked)) from None
    if len(headers) > MOST_HEADERS:
        raise EndpointRefused("headers", f"must be {MOST_HEADERS} at most")
    for header, value in headers.items():
        if problem := header_problem(header, value):
            raise EndpointRefused("headers", f"{header[:60]} {problem}")


def lock_endpoint(organization: Organization, public_id: str) -> Endpoint:
    """Return an endpoint with its row locked; a deleted one is as unknown as another's.

    Raises NoSuchEndpoint.
    """
    found = Endpoint.objects.select_for_update(no_key=True)
    endpoint = found.filter(there(organization), public_id=public_id).first()
    if endpoint is None:
        raise NoSuchEndpoint
    return endpoint


def _record(actor: Actor, endpoint: Endpoint, action: str) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=endpoint.organization_id,
        object_type="endpoint",
        object_id=endpoint.public_id,
    )
