"""No request reaches a private place, however its address is written."""

from collections.abc import Callable
from typing import Any

import pytest

from outputs.addresses import Blocked, check_address, check_url, shown
from outputs.models import Problem
from outputs.sender.client import Client
from outputs.sender.preparing import Prepared
from outputs.tests.canaries import canary
from outputs.tests.receiving import OK, Receiver
from outputs.tests.sending import in_a_loop

# Hosts that lead here, or to some other private place, in every spelling that somebody reads.
HOSTILE = (
    "127.0.0.1", "127.1", "127.0.1", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7f.0.0.1",
    "0177.0.0.1", "017700000001", "127.0.0.1.", "127.00.0.1", "127.255.255.254", "localhost",
    "localhost.", "LOCALHOST", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "0x7f.1", "0x0a000001", "3232235521",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:8.8.8.8]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]", "[2001:db8::1]",
    "[100::1]", "[::ffff:0:127.0.0.1]", "[5f00::1]", "[fe80::1%25lo]",
)  # fmt: skip


def request(url: str) -> Prepared:
    host = url.split("/")[2].encode()
    return Prepared("POST", url, [(b"host", host), (b"content-length", b"2")], b"{}", {})


def send(url: str, client: Callable[[], Client] = Client) -> str:
    """Return the Problem of one try, made past every check of how the address is written."""

    async def once() -> str:
        sender = client()
        try:
            return (await sender.send(request(url))).error
        finally:
            await sender.close()

    return in_a_loop(once())


def resolving(*answers: list[str]) -> Callable[[], Client]:
    """Return how to make a client whose look-ups answer so, one after another."""
    told = iter(answers)

    async def resolve(host: str, port: int) -> list[str]:
        return next(told)

    return lambda: Client(resolve)


@pytest.mark.parametrize("host", HOSTILE)
def test_no_private_host_is_connected_to(host: str) -> None:
    with canary() as (port, visitors):
        assert send(f"http://{host}:{port}/") in (Problem.BLOCKED, Problem.DNS)
        assert visitors == []


@pytest.mark.parametrize("host", [host for host in HOSTILE if "localhost" not in host.lower()])
def test_no_private_address_can_be_configured(host: str) -> None:
    with pytest.raises(Blocked):
        check_url(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://user@example.com/",
        "https://user:word@example.com/", "https://example.com:22/", "https://example.com:0/",
        "https://example.com:99999/", "https://example.com:x/", "https:///path", "https://",
        "javascript:alert(1)", "//example.com/", "https://exa mple.com/", "https://example.com\\@a/",
        "https://example.com/#part", "https://exämple.com/", "https://example.com/\r\nX: 1", "",
        "https://" + "a" * 2000 + ".com/", "https://1.2.3.4.5/", "https://-a.com/", "file:///etc",
        "https://example.com%2f@127.0.0.1/", "https://[::1", "https://0x7f.example.0x1/",
    ],
)  # fmt: skip
def test_addresses_that_hide_something_are_refused(url: str) -> None:
    with pytest.raises(Blocked):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com", "https://hooks.example.com:8443/a/b?c=d", "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", "https://xn--exmple-cua.com/",
    ],
)  # fmt: skip
def test_public_addresses_can_be_configured(url: str) -> None:
    check_url(url)


def test_every_address_of_a_name_must_be_public() -> None:
    with canary() as (port, visitors):
        mixed = resolving(["93.184.215.14", "127.0.0.1"])
        assert send(f"http://mixed.example:{port}/", mixed) == Problem.BLOCKED
        assert visitors == []


def test_a_name_that_changes_its_mind_is_caught(settings: Any) -> None:
    """DNS rebinding: one look-up a connection, which goes to what that said and was checked."""
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.2/32"]
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.1"]

    async def twice(port: int) -> list[str]:
        client = Client(resolve)
        url = f"http://twice.example:{port}/"
        errors = [(await client.send(request(url))).error for _ in range(2)]
        await client.close()
        return errors

    with canary() as (port, visitors):
        assert in_a_loop(twice(port)) == [Problem.REFUSED, Problem.BLOCKED]
        assert asked == ["twice.example"] * 2 and visitors == []


def test_a_network_can_be_allowed(loopback: None) -> None:
    check_address("127.0.0.1")
    with Receiver(lambda _: OK) as receiver:
        assert send(receiver.url) == Problem.NONE
    with pytest.raises(Blocked):
        check_address("10.0.0.1")


def test_what_is_shown_of_an_address_holds_no_secret() -> None:
    assert shown("https://a:b@example.com:8443/x?key=1") == "https://example.com:8443/x"
