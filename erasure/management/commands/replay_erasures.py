"""`manage.py replay_erasures`: after a restore, before anybody is let in."""

from typing import Any

from django.core.management.base import BaseCommand

from erasure.domain.replaying import replay


class Command(BaseCommand):
    help = "Erase again what was erased after the backup that was restored, by the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = replay()
        self.stdout.write(
            f"Erasures begun: {begun['persons']} persons, {begun['conversations']} conversations "
            "of others. Workers finish them; until then nobody sees any of it."
        )
