"""An endpoint's secrets and headers: sealed at rest, opened to sign and to send."""

import base64
import secrets as random
from dataclasses import dataclass
from datetime import datetime, timedelta

from outputs.models import Endpoint
from web.sealing import seal, unseal

PREFIX = "whsec_"
_BYTES = 32
OVERLAP = timedelta(hours=24)  # in which a rotated secret signs too


def mint_secret() -> str:
    """Return a new signing secret as Standard Webhooks writes them: `whsec_…`, 256 random bits."""
    return PREFIX + base64.b64encode(random.token_bytes(_BYTES)).decode()


@dataclass(frozen=True, slots=True)
class Secret:
    """One signing secret; `until`: when it stops signing, None for never."""

    secret: str
    until: datetime | None = None


def seal_secrets(public_id: str, known: list[Secret]) -> bytes:
    """Return the secrets, newest first, sealed for the endpoint with this public id."""
    told = [
        {"secret": each.secret, "until": each.until.isoformat() if each.until else None}
        for each in known
    ]
    return seal(told, f"endpoint.secrets:{public_id}")


def open_secrets(public_id: str, sealed: bytes | memoryview) -> list[Secret]:
    """Return the endpoint's secrets, newest first, also those that ended. Raises SealBroken."""
    return [
        Secret(each["secret"], datetime.fromisoformat(each["until"]) if each["until"] else None)
        for each in unseal(sealed, f"endpoint.secrets:{public_id}")
    ]


def signing(known: list[Secret], now: datetime) -> list[str]:
    """Return the secrets that sign now, newest first."""
    return [each.secret for each in known if each.until is None or each.until > now]


def rotated(known: list[Secret], new: str, now: datetime) -> list[Secret]:
    """Return `new` and those that still sign for a while."""
    ends = now + OVERLAP
    kept = [each for each in known if each.until is None or each.until > now]
    return [
        Secret(new),
        *(Secret(each.secret, min(each.until, ends) if each.until else ends) for each in kept),
    ]


def seal_headers(public_id: str, headers: dict[str, str]) -> bytes | None:
    """Return the headers sealed for the endpoint, None for none."""
    return seal(headers, f"endpoint.headers:{public_id}") if headers else None


def open_headers(public_id: str, sealed: bytes | memoryview | None) -> dict[str, str]:
    """Return the endpoint's own headers. Raises SealBroken."""
    opened: dict[str, str] = (
        {} if sealed is None else unseal(sealed, f"endpoint.headers:{public_id}")
    )
    return opened


def header_names(endpoint: Endpoint) -> list[str]:
    """Return which headers the endpoint has; their values are never shown."""
    return sorted(open_headers(endpoint.public_id, endpoint.headers))
