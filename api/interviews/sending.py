"""Deliveries sent again and endpoints changed, as the Roxels API asks for it."""

from datetime import datetime

from api.gate.admission import ApiRequest
from api.gate.errors import conflict, invalid, not_found
from api.interviews.asked_outputs import EndpointChange, EndpointGiven
from orgs.domain import Actor
from orgs.http import address_of
from orgs.models import AuditEvent, Organization
from outputs import domain
from outputs.models import EndpointState

_MOVES = {
    EndpointState.ACTIVE: domain.resume_endpoint,
    EndpointState.PAUSED: domain.pause_endpoint,
    EndpointState.DISABLED: domain.disable_endpoint,
}


def redeliver(request: ApiRequest, public_id: str) -> None:
    """Send a delivery again that the key may see. Raises ApiError 404, 409."""
    try:
        domain.redeliver(
            actor=_actor(request), organization=_organization(request), public_id=public_id
        )
    except domain.NoSuchDelivery:
        raise not_found() from None
    except domain.CannotRedeliver as reason:
        raise conflict(str(reason)) from None


def recover(request: ApiRequest, public_id: str, since: datetime) -> domain.Recovered:
    """Send again what the endpoint missed of the key's kind since then. Raises ApiError 404."""
    try:
        return domain.recover(
            actor=_actor(request),
            organization=_organization(request),
            public_id=public_id,
            since=since,
            is_test=request.key.is_test,
        )
    except domain.NoSuchEndpoint:
        raise not_found() from None


def rotate_secret(request: ApiRequest, public_id: str) -> str:
    """Return the endpoint's new secret; the old one signs for a day more. Raises ApiError 404."""
    try:
        return domain.rotate_secret(
            actor=_actor(request), organization=_organization(request), public_id=public_id
        )
    except domain.NoSuchEndpoint:
        raise not_found() from None


def send_test(request: ApiRequest, public_id: str) -> str:
    """Send the endpoint a test event; return its delivery's id. Raises ApiError 404."""
    try:
        delivery = domain.send_test(
            actor=_actor(request), organization=_organization(request), public_id=public_id
        )
    except domain.NoSuchEndpoint:
        raise not_found() from None
    return delivery.public_id


def make_endpoint(request: ApiRequest, given: EndpointGiven) -> tuple[str, str]:
    """Return the id and the secret of a new endpoint. Raises ApiError 422."""
    try:
        endpoint, secret = domain.create_endpoint(
            actor=_actor(request),
            organization=_organization(request),
            name=given.name,
            url=given.url,
            headers=given.headers,
            dialect=given.dialect,
        )
    except domain.EndpointRefused as refused:
        raise invalid(refused.field, refused.reason) from None
    return endpoint.public_id, secret


def change_endpoint(request: ApiRequest, public_id: str, change: EndpointChange) -> None:
    """Change what `change` names. Raises ApiError 404, 422."""
    actor, organization = _actor(request), _organization(request)
    # Locked, so that of two changes at once the second builds on the first.
    try:
        known = domain.lock_endpoint(organization, public_id)
    except domain.NoSuchEndpoint:
        raise not_found() from None
    if change.model_fields_set - {"state"}:
        try:
            domain.update_endpoint(
                actor=actor,
                organization=organization,
                public_id=public_id,
                name=known.name if change.name is None else change.name,
                url=change.url or known.url,
                headers=change.headers,
                dialect=change.dialect,
            )
        except domain.EndpointRefused as refused:
            raise invalid(refused.field, refused.reason) from None
    if change.state is not None:
        move = _MOVES[EndpointState(change.state)]
        move(actor=actor, organization=organization, public_id=public_id)


def _actor(request: ApiRequest) -> Actor:
    return Actor(AuditEvent.Actor.KEY, request.key.key_id, address_of(request))


def _organization(request: ApiRequest) -> Organization:
    return Organization.objects.get(pk=request.key.organization_id)
