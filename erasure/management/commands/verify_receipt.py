"""`manage.py verify_receipt FILE`: is this receipt ours, and as we signed it?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from erasure.queries import receipts


class Command(BaseCommand):
    help = "Verify a receipt's signature and, with --nonce, whom it is about."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The receipt as it was downloaded.")
        parser.add_argument("--nonce", default="", help="What the requester was handed.")
        parser.add_argument("--person", default="", help="The person's id.")
        parser.add_argument("--external-id", default="", help="Their external id, if they had one.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = json.loads(options["file"].read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']} cannot be read as JSON.") from error
        if problem := receipts.problem_with(given):
            raise CommandError(problem)
        told = json.loads(given["receipt"])
        if options["nonce"]:
            named = (options["nonce"], options["person"], options["external_id"])
            if not receipts.is_about(told, *named):
                raise CommandError("The signature is ours, but it is about somebody else.")
        self.stdout.write(
            f"{told['job']} of {told['organization']}: verified at {told['verified_at']}, "
            f"finished at {told['finished_at']}. The signature is ours."
        )
