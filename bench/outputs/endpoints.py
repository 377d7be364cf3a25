"""The endpoints of a benchmark: those that loaded deliveries went to, and those that are sent to.

To the first nothing goes: what is pending there is of the one that is paused.
"""

from datetime import datetime

from bench.outputs.addresses import keys_of, public_id_of, url_of
from bench.world import world
from outputs.models import Endpoint, EndpointState, Reason
from outputs.secrets import Secret, mint_secret, seal_secrets

SENT_TO = "ep_bench"  # the beginning of the public ids of those that are sent to


def ensure_endpoints(scale: int, ends_at: datetime) -> None:
    """Make what is missing of the endpoints that loaded deliveries are of."""
    everything = world(scale, ends_at)
    made = []
    for company in everything.companies:
        keys = keys_of(company.id)
        for key in keys:
            is_paused = key == keys[-1]
            endpoint = endpoint_of(company.id, public_id_of(key), f"Hooks {key}", url_of(key))
            endpoint.pk = key
            endpoint.created_at = endpoint.state_since = everything.begins_at
            endpoint.state = EndpointState.PAUSED if is_paused else EndpointState.ACTIVE
            endpoint.reason = Reason.BY_HAND if is_paused else Reason.NONE
            endpoint.last_success_at = None if is_paused else ends_at
            made.append(endpoint)
    Endpoint.objects.bulk_create(made, ignore_conflicts=True)


def endpoint_of(organization_id: int, public_id: str, name: str, url: str) -> Endpoint:
    """Return an endpoint with a secret of its own, not saved yet."""
    return Endpoint(
        organization_id=organization_id,
        public_id=public_id,
        name=name,
        url=url,
        secrets=seal_secrets(public_id, [Secret(mint_secret())]),
    )
