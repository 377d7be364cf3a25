"""Pulls, measured from beginning to end, beside an import of the same conversations."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import importing
from bench.importing import Import
from bench.people import IMPORTS
from bench.places import Loaded
from bench.stack import Stack
from bench.world import world
from orgs.domain import Actor
from orgs.domain.keys import issue_key
from orgs.models import AuditEvent, Organization
from orgs.scopes import Scope
from sources.models import Run, Source

PULLED = "pulled"  # the organisation that is pulled into
DIALECTS = ("roxels", "widget", "backend")
_NO_LIMIT = 2_000_000_000  # requests a minute

Say = Callable[[str], None]


@dataclass(frozen=True)
class PullsMeasured:
    """Of the same conversations: their import, and the pull of each dialect."""

    imported: Import
    pulled: dict[str, Import]


def measure(stack: Stack, loaded: Loaded, say: Say) -> PullsMeasured:
    """Import some conversations, pull them by each dialect from the pages' own server."""
    system = Actor(AuditEvent.Actor.SYSTEM, None)
    Organization.objects.get_or_create(slug=PULLED, defaults={"name": PULLED.title()})
    _forget(stack)  # What a run that broke off left.
    say("Importing what is to be pulled …")
    with importing.imported(stack, world(loaded.scale, loaded.end)) as imported:
        _, secret = issue_key(
            actor=system,
            organization=Organization.objects.get(slug=IMPORTS),
            by=None,
            name="Benchmark",
            scopes=(Scope.CONVERSATIONS_READ,),
            is_test=False,
            requests_per_minute=_NO_LIMIT,
        )
        pulled = {}
        for dialect in DIALECTS:
            say(f"Pulling by the {dialect} dialect …")
            pulled[dialect] = _pull(stack, dialect, secret)
        return PullsMeasured(imported, pulled)


def _pull(stack: Stack, dialect: str, secret: str) -> Import:
    try:
        return importing.bring_in(
            stack,
            *("pull_source", f"http://localhost:{stack.port}"),
            *("--organization", PULLED, "--dialect", dialect),
            SOURCE_API_KEY=secret,
            OUTPUTS_ALLOW_HTTP="true",
            OUTPUTS_ALLOWED_NETWORKS="127.0.0.0/8,::1/128",
        )
    finally:
        _forget(stack)


def _forget(stack: Stack) -> None:
    Run.objects.filter(organization__slug=PULLED).delete()
    Source.objects.filter(organization__slug=PULLED).delete()
    importing.take_out(stack, PULLED)
