"""`manage.py rebuild_rollups`: count everything again, for example after rows came in by COPY."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.domain import rebuild_rollups
from orgs.models import Organization
from web.format import plural


class Command(BaseCommand):
    help = "Recount the numbers of the overview and of the templates from the conversations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="of this one only")

    def handle(self, *args: Any, **options: Any) -> None:
        organizations = Organization.objects.order_by("slug")
        if slug := options["organization"]:
            organizations = organizations.filter(slug=slug)
            if not organizations:
                raise CommandError(f"There is no organisation {slug!r}.")
        for organization in organizations:
            days = rebuild_rollups(organization.pk)
            self.stdout.write(f"{organization.slug}: {plural(days, 'day')} recounted")
