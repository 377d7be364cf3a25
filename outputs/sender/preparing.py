"""What a claimed delivery becomes on the wire: address, headers, signature."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from standardwebhooks import Webhook

from outputs import secrets
from outputs.addresses import Blocked, check_url
from outputs.claims import Claimed, EndpointRow
from outputs.drafts import request_context
from web.sealing import SealBroken, unseal

AGENT = "Roxels-Dash/1"
HIDDEN = "•••"
_SECRET_WORDS = ("auth", "cookie", "key", "secret", "token", "password", "signature")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request, ready to go. `shown`: its headers as the log may show them."""

    method: str
    url: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    shown: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Opened:
    secrets: list[secrets.Secret]
    headers: dict[str, str]


def prepare(claimed: Claimed, endpoint: EndpointRow | None, now: datetime) -> Prepared:
    """Return the signed request of a try at `now`. Raises Blocked where it must not be made."""
    try:
        own = unseal(claimed.request, request_context(claimed.public_id)) if claimed.request else {}
        opened = _open(endpoint.public_id, endpoint.secrets, endpoint.headers) if endpoint else None
    except SealBroken:
        raise Blocked("is sealed with a key that is not there") from None
    url = endpoint.url if endpoint else own.get("url", "")
    check_url(url)
    ours = _our_headers(claimed, opened, now)
    theirs: dict[str, str] = {**own.get("headers", {}), **(opened.headers if opened else {})}
    sent = {**ours, "user-agent": AGENT, **{name.lower(): text for name, text in theirs.items()}}
    host = urlsplit(url).netloc
    # As bytes and in this form, so that httpcore neither encodes nor guesses.
    headers = [(b"host", host.encode()), (b"content-length", str(len(claimed.body)).encode())]
    headers += [(name.encode(), text.encode()) for name, text in sent.items()]
    hidden = {name.lower() for name in opened.headers} if opened else set()
    shown = {name: HIDDEN if _is_secret(name, hidden) else text for name, text in sent.items()}
    return Prepared(own.get("method", "POST"), url, headers, claimed.body, shown)


def _our_headers(claimed: Claimed, opened: _Opened | None, now: datetime) -> dict[str, Any]:
    """Of a call to somebody else's API only what names it; of a webhook the signature besides."""
    headers = {"webhook-id": claimed.public_id, "accept-encoding": "identity"}
    if claimed.body:
        headers["content-type"] = claimed.content_type
    if opened is not None:
        text = claimed.body.decode()
        signed = [
            _signer(secret).sign(claimed.public_id, now, text)
            for secret in secrets.signing(opened.secrets, now)
        ]
        headers["webhook-timestamp"] = str(int(now.timestamp()))
        headers["webhook-signature"] = " ".join(signed)
    return headers


def _is_secret(name: str, hidden: set[str]) -> bool:
    if name in ("webhook-signature", "webhook-id"):
        return False
    return name in hidden or any(word in name for word in _SECRET_WORDS)


@lru_cache(maxsize=1000)
def _open(public_id: str, sealed_secrets: bytes, sealed_headers: bytes | None) -> _Opened:
    return _Opened(
        secrets.open_secrets(public_id, sealed_secrets),
        secrets.open_headers(public_id, sealed_headers),
    )


@lru_cache(maxsize=1000)
def _signer(secret: str) -> Webhook:
    return Webhook(secret)
