"""What became of a recovery, in words, also where an endpoint gets nothing at the moment."""

from orgs.models import Organization
from outputs.domain import Recovered
from outputs.models import Endpoint, EndpointState
from outputs.queries.endpoints import holds_any
from web.format import plural

_HELD = {
    EndpointState.PAUSED: "held until somebody resumes the endpoint",
    EndpointState.DISABLED: "held until somebody enables the endpoint",
}
_HELD_SOMEWHERE = (
    "What goes to a paused or disabled endpoint is held until somebody resumes or enables it."
)


def held_somewhere(organization: Organization) -> list[str]:
    """Return what is told where deliveries go to several endpoints, any of which may be held."""
    return [_HELD_SOMEWHERE] if holds_any(organization) else []


def sending_many(organization: Organization, count: int) -> str:
    """Return what is told of deliveries, to whatever endpoints, that were made due again."""
    held = held_somewhere(organization)
    how = "due again" if held else "on the way again"
    return " ".join([f"{plural(count, 'delivery', 'deliveries')} {how}.", *held])


def held_until(endpoint: Endpoint | None) -> str:
    """Return until when what is due is held, "" where it is not."""
    return _HELD.get(EndpointState(endpoint.state), "") if endpoint else ""


def sending(endpoint: Endpoint | None) -> str:
    """Return what is told of one delivery that was made due again."""
    held = held_until(endpoint)
    return f"It is due again, and {held}." if held else "It is on its way again."


def recovering(endpoint: Endpoint, recovered: Recovered) -> str:
    """Return what is told once an endpoint was recovered."""
    held = held_until(endpoint)
    if not recovered.total:
        also = f" What is pending is {held}." if held else ""
        return f"Nothing since then failed that could be sent again.{also}"
    count = plural(recovered.total, "delivery", "deliveries")
    more = " There are more: recover once again." if recovered.has_more else ""
    return f"{count} {f'due again, and {held}' if held else 'on the way again'}.{more}"
