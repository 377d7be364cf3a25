"""Play a session in which the person shares their screen: 60 captures, uploaded as a runtime would.

    ROXELS_API_KEY=sk_test_… python examples/share_screen.py --base-url http://localhost:8000

The key needs conversations:write, events:write, conversations:read and templates:write. Open the
conversation beside it and watch the captures come in. Needs httpx, and Pillow to draw them.
"""

import argparse
import hashlib
import io
import os
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
from PIL import Image, ImageDraw

CAPTURES, AT_ONCE = 60, 10
TEMPLATE = {
    "name": "First invoice",
    "description": "How somebody finds their way to a first invoice.",
    "instructions": "Ask the person to share their screen and to write an invoice.",
    "goals": [{"id": "stuck_at", "description": "Where they got stuck", "type": "text"}],
    "screen_share": True,
}
FIELDS = ("Customer", "Invoice date", "Due date", "Item", "Quantity", "Price", "VAT", "Note")


def picture(number: int) -> bytes:
    """Return what the screen shows at a capture, as a PNG: a form that is filled in."""
    image = Image.new("RGB", (1280, 800), (246, 247, 249))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 56), fill=(31, 41, 68))
    draw.rectangle((0, 56, 220, 800), fill=(234, 237, 243))
    draw.text((24, 20), "Ledgerline    Invoices    Customers    Reports", fill="white")
    # Somebody thinks now and then: three captures look the same.
    done = number - number % 3
    for row, label in enumerate(FIELDS):
        top = 110 + row * 76
        draw.text((280, top), label, fill=(90, 98, 115))
        draw.rectangle((280, top + 18, 900, top + 54), fill="white", outline=(200, 206, 216))
        width = max(0, min(done * 40 - row * 240, 560))
        draw.rectangle((292, top + 30, 292 + width, top + 42), fill=(60, 72, 100))
    draw.rectangle((280, 730, 420, 768), fill=(46, 110, 220) if done > 50 else (190, 200, 215))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


class Runtime:
    """What leads the session: tells events, and uploads captures without passing through the API.

    `bucket` is a client without a key: an upload's address is all that it needs.
    """

    def __init__(self, api: httpx.Client, bucket: httpx.Client, session_id: str) -> None:
        self._api = api
        self._bucket = bucket
        self._path = f"/v1/sessions/{session_id}"

    def tell(self, *happened: tuple[str, dict[str, Any]]) -> None:
        events = [
            {"id": f"evt_{uuid.uuid4().hex}", "type": kind, "at": now(), "data": data}
            for kind, data in happened
        ]
        check(self._api.post(f"{self._path}/events", json={"events": events}))

    def upload(self, segment: str, captures: list[tuple[str, bytes]]) -> list[str]:
        """Upload captures, (when, picture), and say that they are there; return their ids."""
        asked = [
            {
                "segment": segment,
                "captured_at": captured_at,
                "content_type": "image/png",
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            for captured_at, data in captures
        ]
        places = check(self._api.post(f"{self._path}/frames", json={"frames": asked}))["frames"]
        for place, (_, data) in zip(places, captures, strict=True):
            upload = place["upload"]
            self._bucket.put(
                upload["url"], content=data, headers=upload["headers"]
            ).raise_for_status()
        self.tell(*(("frame.captured", {"frame": place["id"]}) for place in places))
        return [place["id"] for place in places]


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def check(answer: httpx.Response) -> Any:
    if answer.is_error:
        sys.exit(f"{answer.request.method} {answer.request.url}: {answer.text}")
    return answer.json()


def start(client: httpx.Client) -> dict[str, Any]:
    """Return the new conversation, of a new template."""
    template = check(client.post("/v1/templates", json=TEMPLATE))
    person = {"name": "Grace Hopper", "external_id": f"example-{uuid.uuid4().hex[:8]}"}
    body = {"template_id": template["id"], "persons": [person]}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return dict(check(client.post("/v1/interviews", json=body, headers=headers)))


def play(runtime: Runtime, pace: float) -> None:
    """Play the session; `pace`: seconds between two captures."""
    runtime.tell(
        ("session.status", {"status": "connected"}),
        ("turn", {"role": "assistant", "text": "Could you share your screen, please?"}),
        ("turn", {"role": "user", "text": "Sure, there you go."}),
        ("screen_share.started", {"segment": "share-1"}),
        ("turn", {"role": "assistant", "text": "Thanks. Please write an invoice for 1,200."}),
    )
    ids = []
    for captures in batches(pace):
        ids += runtime.upload("share-1", captures)
        done = f"I have filled in {len(ids)} of {CAPTURES} steps."
        runtime.tell(("turn", {"role": "user", "text": done}))
    evidence = [{"frame": ids[CAPTURES // 2]}, {"turn": 6}]
    runtime.tell(
        ("goal.committed", {"goal": "stuck_at", "value": "The VAT field", "evidence": evidence}),
        ("screen_share.stopped", {"segment": "share-1"}),
        ("session.ended", {"reason": "agent", "outcome": "completed"}),
        ("summary", {"text": "The invoice was written; the VAT field took longest."}),
    )


def batches(pace: float) -> Iterator[list[tuple[str, bytes]]]:
    captures: list[tuple[str, bytes]] = []
    for number in range(CAPTURES):
        captures.append((now(), picture(number)))
        time.sleep(pace)
        if len(captures) == AT_ONCE:
            yield captures
            captures = []


def shown(client: httpx.Client, conversation_id: str, patience: float) -> list[dict[str, Any]]:
    """Return the frames that can be shown, once all can or `patience` seconds are over."""
    until = time.monotonic() + patience
    while True:
        frames = list(check(client.get(f"/v1/interviews/{conversation_id}/frames")))
        if len(frames) == CAPTURES or time.monotonic() > until:
            return frames
        time.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", default="http://localhost:8000")
    parser.add_argument("--pace", type=float, default=0.5, help="seconds between two captures")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds for all to be shown")
    options = parser.parse_args()
    key = os.environ.get("ROXELS_API_KEY") or sys.exit("Set ROXELS_API_KEY.")
    headers = {"Authorization": f"Bearer {key}"}
    with (
        httpx.Client(base_url=options.base_url, headers=headers, timeout=20) as client,
        httpx.Client(timeout=20) as bucket,
    ):
        made = start(client)
        print(f"Conversation {made['id']}", flush=True)
        play(Runtime(client, bucket, made["session_id"]), options.pace)
        frames = shown(client, made["id"], options.patience)
        print(f"{len(frames)} of {CAPTURES} frames can be shown")
        if frames:
            size = len(bucket.get(frames[0]["thumbnail_url"]).raise_for_status().content)
            print(f"The first one's small copy has {size} bytes; {frames[0]['thumbnail_url']}")


if __name__ == "__main__":
    main()
