"""`manage.py seed_demo`: two invented organisations, and who may look at them."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from conversations.domain import wake
from sources.demo.accounts import ACCOUNTS, NotTheDemo
from sources.demo.plan import COMPANIES
from sources.demo.seed import seed_demo

DRAW_FRAMES = "sources.tasks.draw_frames"

_SHORTEST = 12  # characters of a password


class Command(BaseCommand):
    help = "Fill the database with the demo; DEMO_PASSWORD is the password of its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD", "")
        if len(password) < _SHORTEST:
            raise CommandError(f"Set DEMO_PASSWORD to at least {_SHORTEST} characters.")
        try:
            counts = seed_demo(password=password, now=timezone.now())
        except NotTheDemo as error:
            raise CommandError(str(error)) from error
        # Pictures take a while: a worker draws them when everything is up.
        transaction.on_commit(lambda: wake(DRAW_FRAMES), robust=True)
        told = ", ".join(f"{number} {result}" for result, number in sorted(counts.items()))
        self.stdout.write(
            f"Demo: {len(COMPANIES)} organisations, {len(ACCOUNTS)} accounts, "
            f"{counts.total()} conversations ({told})."
        )
