"""`manage.py pull_source`: pull another system's conversations, now and to the end, by hand."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization
from sources import domain
from sources.formats import DIALECTS
from sources.models import Ended, Every, Run, Source, State

KEY = "SOURCE_API_KEY"
_KEPT = ("public_id", "name", "every", "overlap_hours")


class Command(BaseCommand):
    help = f"Pull all conversations of another system; its API key is read from ${KEY}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("base_url", metavar="URL", help="what stands before /v1/ or /api/v1/")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--dialect", choices=DIALECTS, default="roxels")
        parser.add_argument("--name", default="Pulled by hand")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation {options['organization']!r}.")
        if not os.environ.get(KEY):
            raise CommandError(f"Set {KEY} to the other system's API key.")
        source = self._source(organization, options)
        began = time.monotonic()
        run = self._pull(source)
        took = max(time.monotonic() - began, 0.001)
        total = run.created + run.updated + run.unchanged
        self.stdout.write(
            f"{run.created} created, {run.updated} updated, {run.unchanged} unchanged, "
            f"{run.refused} refused, {run.gone} gone in {took:.1f} s ({total / took:.0f} a second)"
        )

    def _source(self, organization: Organization, options: dict[str, Any]) -> Source:
        """Return the source of this address and language, made where there is none."""
        base_url = options["base_url"].rstrip("/")
        known = Source.objects.filter(
            organization=organization, base_url=base_url, dialect=options["dialect"]
        ).first()
        told: dict[str, Any] = {
            "actor": Actor(AuditEvent.Actor.SYSTEM, None),
            "organization": organization,
            "base_url": base_url,
            "dialect": options["dialect"],
            "key": os.environ[KEY],
        }
        try:
            if known is None:
                return domain.create_source(name=options["name"], every=Every.BY_HAND, **told)
            if not domain.has_key(known, os.environ[KEY]):
                kept = {name: getattr(known, name) for name in _KEPT}
                return domain.update_source(**kept, **told)
        except domain.SourceRefused as refused:
            raise CommandError(f"{refused}.") from None
        return known

    def _pull(self, source: Source) -> Run:
        """Pull until a run is through; wait where the other system, or another worker, asks for it.

        What an earlier run came to is not told again.
        """
        ended = source.runs.exclude(state=Ended.RUNNING).order_by("-pk").first()
        before = ended.pk if ended else 0
        again = Source.objects.filter(pk=source.pk)
        again.update(due_at=timezone.now(), failures=0, problem="")
        while True:
            domain.pull_due()
            source.refresh_from_db()
            if source.state == State.PAUSED:
                raise CommandError("This source is paused: resume it on its page.")
            if source.failures:
                raise CommandError(f"{source.problem} Run it again to go on from there.")
            run = source.runs.filter(pk__gt=before, state=Ended.DONE).order_by("-pk").first()
            if run is not None:
                return run
            time.sleep(1)
