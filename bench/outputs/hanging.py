"""Whether an endpoint that never answers lets the others wait."""

import time
from dataclasses import dataclass

import psycopg

from bench.outputs import making
from bench.outputs.making import Pool
from bench.outputs.processes import Peers
from outputs.models import Endpoint

HELD = 10_000  # deliveries to the endpoint that hangs
OTHERS = 200
_EVERY = 0.2  # seconds between two of the others: they arrive for 40 s, tries end after 15
_ALONE = 50  # of the others before anything hangs, for comparison
_OF_EACH = 5  # endpoints of an organisation
_PATIENCE = 120.0
_WAITED = """
SELECT extract(epoch FROM finished_at - created_at) FROM outputs_delivery
WHERE endpoint_id = ANY(%s) AND state = 'succeeded'
"""
_TRIED = "SELECT count(*) FROM outputs_attempt WHERE endpoint_id = %s AND error = 'timed out'"


@dataclass(frozen=True)
class Held:
    """Seconds from due to recorded as delivered; `timed_out`: tries that hung for their 15 s."""

    alone: list[float]
    same: list[float]
    other: list[float]
    timed_out: int

    @property
    def meanwhile(self) -> list[float]:
        return self.same + self.other


def measure(
    peers: Peers, pools: list[Pool], raw: psycopg.Connection, owner: psycopg.Connection
) -> Held:
    """Have 200 arrive while 10,000 hang, half of them in the organisation of those that hang."""
    hanging, neighbour = pools[:2]
    [hung] = making.endpoints(hanging, peers.url("hang"), 1)
    own, other = (making.endpoints(pool, peers.url("50"), _OF_EACH) for pool in pools[:2])
    turns = [
        (pool, endpoint)
        for pair in zip(own, other, strict=True)
        for pool, endpoint in zip((hanging, neighbour), pair, strict=True)
    ]
    try:
        _arrive(raw, turns, _ALONE)
        making.wait(raw, [*own, *other], _PATIENCE)
        alone = _waited(raw, [*own, *other])
        making.take_out_deliveries(owner)
        making.make(raw, [(hanging, hung)], HELD)
        _arrive(raw, turns, OTHERS)
        making.wait(raw, [*own, *other], _PATIENCE)
        [[timed_out]] = raw.execute(_TRIED, [hung.pk]).fetchall()
        return Held(alone, _waited(raw, own), _waited(raw, other), timed_out)
    finally:
        # Those that hang are not to be tried again while they are taken out.
        raw.execute("UPDATE outputs_endpoint SET state = 'paused' WHERE id = %s", [hung.pk])


def _arrive(raw: psycopg.Connection, to: list[tuple[Pool, Endpoint]], count: int) -> None:
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number * _EVERY - time.monotonic()))
        making.make(raw, [to[number % len(to)]], 1)


def _waited(raw: psycopg.Connection, of: list[Endpoint]) -> list[float]:
    found = raw.execute(_WAITED, [[endpoint.pk for endpoint in of]]).fetchall()
    return [float(seconds) for (seconds,) in found]
