"""Two instances side by side: all conversations of one are pulled into the other, in each dialect.

    python examples/pull_between_two.py --work-dir /tmp/two

Starts both (embedded PostgreSQL, Valkey, S3, web, worker), fills the first with the demo, and pulls
it into an empty organisation of the second by every dialect; then asks both instances for each
conversation and compares the answers, field by field. Needs about two minutes and httpx.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 300  # seconds

MAKE = """
from orgs.domain import Actor
from orgs.domain.keys import issue_key
from orgs.models import AuditEvent, Organization
from orgs.scopes import Scope
organization, _ = Organization.objects.get_or_create(slug={slug!r}, defaults={{"name": {slug!r}}})
system = Actor(AuditEvent.Actor.SYSTEM, None)
_, secret = issue_key(actor=system, organization=organization, by=None, name="Example",
    scopes=(Scope.CONVERSATIONS_READ,), is_test=False, requests_per_minute=1_000_000)
print("key:", secret)
"""
LISTS = {
    "roxels": ("/v1/interviews", "items", "cursor"),
    "widget": ("/api/v1/conversations", "data", "cursor"),
    "backend": ("/v1/backend/conversations", "data", "after"),
}


@dataclass
class Instance:
    """One installation, at `url`, with all of its data in `folder`."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it as long as this lasts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "LOCAL_DIR": str(self.folder), "PORT": str(self.port)}
        with (self.folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "roxels_dash.embedded"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            self._wait(process)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        ends = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < ends and process.poll() is None:
            time.sleep(1)
            # Another program may answer at this port; then ours ends and says so.
            if "Sign in" not in (self.folder / "log").read_text():
                continue
            try:
                httpx.get(f"{self.url}/v1/openapi.json", timeout=5).raise_for_status()
            except httpx.HTTPError:
                continue
            return
        sys.exit(f"The instance at {self.url} did not start: see {self.folder / 'log'}.")

    def manage(self, *arguments: str, **variables: str) -> str:
        """Return what `manage.py` says, run on this instance."""
        own = {"ENV_FILE": str(self.folder / "env"), "OUTPUTS_ALLOWED_NETWORKS": "127.0.0.0/8,::1"}
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT,
            env={**os.environ, **own, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        return done.stdout

    def client(self, slug: str) -> httpx.Client:
        """Return a client that speaks for an organisation, which is made where there is none."""
        said = self.manage("shell", "--no-imports", "-c", MAKE.format(slug=slug))
        key = said.rpartition("key: ")[2].strip()
        return httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=60
        )


def told(client: httpx.Client, dialect: str) -> dict[str, Any]:
    """Return every conversation that the API tells of, whole, by its id."""
    path, items, parameter = LISTS[dialect]
    found: dict[str, Any] = {}
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "100", **({parameter: cursor} if cursor else {})}
        page = client.get(path, params=query).raise_for_status().json()
        for item in page[items]:
            found[item["id"]] = client.get(f"{path}/{item['id']}").raise_for_status().json()
            if dialect == "backend":
                said = client.get(f"{path}/{item['id']}/transcript").raise_for_status()
                found[item["id"]]["transcript"] = said.json()
        cursor = page.get("pagination", page)["next_cursor"]
    return found


def main() -> None:
    """Start both, pull in each dialect, compare; the exit code tells whether all was the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work-dir", type=Path, required=True, help="where both keep their data")
    parser.add_argument("--port", type=int, default=8091, help="of the first; the second's is next")
    options = parser.parse_args()
    first = Instance(options.work_dir / "first", options.port)
    second = Instance(options.work_dir / "second", options.port + 1)
    differences = 0
    with first.running(), second.running():
        theirs = first.client("northwind")
        for dialect in LISTS:
            differences += compare(first, second, theirs, dialect)
    sys.exit(1 if differences else 0)


def compare(first: Instance, second: Instance, theirs: httpx.Client, dialect: str) -> int:
    """Pull everything of the first in a dialect; return how many conversations came out changed."""
    slug = f"pulled-{dialect}"
    ours = second.client(slug)
    print(f"{dialect}: pulling {first.url} into {second.url} …", flush=True)
    key = theirs.headers["Authorization"].removeprefix("Bearer ")
    said = second.manage(
        "pull_source",
        first.url,
        "--organization",
        slug,
        "--dialect",
        dialect,
        SOURCE_API_KEY=key,
    )
    print(f"  {said.strip()}")
    there, here = told(theirs, dialect), told(ours, dialect)
    changed = [id for id in there if there[id] != here.get(id)]
    print(f"  {len(there)} there, {len(here)} here, {len(changed)} different")
    return len(changed) + len(here.keys() - there.keys())


if __name__ == "__main__":
    main()
