"""What a sender is compared with: a loop that signs and posts, and keeps nothing of it."""

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
from standardwebhooks import Webhook

from outputs.secrets import mint_secret


def post(url: str, bodies: list[bytes], at_once: int) -> float:
    """Post each body, so many at once; return how many seconds it took. Raises AssertionError."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # It writes a line for each request.
    return asyncio.run(_post(url, bodies, at_once))


async def _post(url: str, bodies: list[bytes], at_once: int) -> float:
    signer, waiting = Webhook(mint_secret()), iter(enumerate(bodies))
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with httpx2.AsyncClient(limits=limits, timeout=60) as client:
        began = time.perf_counter()
        await asyncio.gather(*(_go_on(client, url, signer, waiting) for _ in range(at_once)))
        return time.perf_counter() - began


async def _go_on(
    client: httpx2.AsyncClient, url: str, signer: Webhook, waiting: Iterator[tuple[int, bytes]]
) -> None:
    """Post one after the other of what the others leave."""
    for number, body in waiting:
        now = datetime.now(UTC)
        public_id = f"msg_{number:021d}"
        headers = {
            "content-type": "application/json",
            "webhook-id": public_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signer.sign(public_id, now, body.decode()),
        }
        answer = await client.post(url, content=body, headers=headers)
        assert answer.status_code == 200, answer.status_code
