"""Where outputs may go: never to a private place.

`check_url` judges how an address is written, when it is configured and before every try;
`check_address` judges what a name resolved to, at the moment of connecting.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

MOST_LETTERS = 2000
_OPEN_PORTS = frozenset({80, 443})
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")

# What `is_global` of the standard library lets through, or may in another of its versions.
_PRIVATE = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "240.0.0.0/4", "168.63.129.16/32",
        # IPv4 in other clothes: compatible, mapped, translated, NAT64, Teredo, 6to4.
        "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",
        "2001::/32", "2002::/16",
        "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_UNICAST = IPv6Network("2000::/3")


class Blocked(Exception):
    """An address that may not be reached; says why, in words for who configures it."""


def origin(url: str) -> tuple[str, str, int]:
    """Return whose address it is: what is secret to one of them is not sent to another.

    Of an address that `check_url` lets through.
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)


def check_url(url: str) -> None:
    """Raise Blocked unless `url` is a http(s) address whose writing hides nothing."""
    if len(url) > MOST_LETTERS:
        raise Blocked(f"is longer than {MOST_LETTERS:,} characters")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Blocked("holds characters that an address cannot have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Blocked("is not an address") from None
    if parts.scheme not in ("https", "http"):
        raise Blocked("must begin with https://")
    if parts.scheme == "http" and not settings.OUTPUTS_ALLOW_HTTP:
        raise Blocked("must begin with https://")
    if "@" in parts.netloc:
        raise Blocked("must not hold a user name or password")
    if "#" in url:
        raise Blocked("must not hold a fragment")
    if port is not None and port not in _OPEN_PORTS and port < 1024:
        raise Blocked("must use port 80, 443, or one from 1024 on")
    _check_host(parts.hostname or "")


def check_address(text: str) -> None:
    """Raise Blocked unless the IP address is public, or in OUTPUTS_ALLOWED_NETWORKS."""
    try:
        address = ip_address(text)
    except ValueError:
        raise Blocked("is not an address") from None
    if getattr(address, "scope_id", None) or not (_is_allowed(address) or _is_public(address)):
        raise Blocked("leads to a private network")


def shown(url: str) -> str:
    """Return what may be shown of an address: no user name, no query, no fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"[:500]


def _check_host(host: str) -> None:
    if ":" in host:
        check_address(host)
        return
    if not _NAME.fullmatch(host):
        raise Blocked("has no proper host name")
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        # 127.1, 0x7f.0.0.1 and 2130706433 are all read as IPv4 addresses by somebody.
        try:
            written = str(IPv4Address(host))
        except ValueError:
            raise Blocked("has an IP address that is not in its usual form") from None
        check_address(written)


def _is_allowed(address: IPv4Address | IPv6Address) -> bool:
    return any(address in ip_network(network) for network in settings.OUTPUTS_ALLOWED_NETWORKS)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if any(address in network for network in _PRIVATE):
        return False
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
