"""`manage.py bench_prepare`: what a measurement needs besides the generated conversations."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client

from bench.outputs.endpoints import ensure_endpoints
from bench.people import ensure_companies, ensure_key, ensure_reader


class Command(BaseCommand):
    help = "Make the organisations, what is needed in them, and write what opens the first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, required=True)
        parser.add_argument("--ends-at", type=datetime.fromisoformat, required=True)
        parser.add_argument("--session", type=Path, required=True, metavar="FILE")
        parser.add_argument("--api-key", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_companies(options["scale"], options["ends_at"])
        ensure_endpoints(options["scale"], options["ends_at"])
        client = Client()
        client.force_login(ensure_reader())
        file: Path = options["session"]
        file.touch(mode=0o600)
        file.write_text(client.cookies[settings.SESSION_COOKIE_NAME].value)
        ensure_key(options["api_key"])
