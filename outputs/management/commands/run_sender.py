"""The command that sends outputs, until it is told to stop."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from outputs.sender.loop import Sender


class Command(BaseCommand):
    help = "Send outputs until SIGTERM or SIGINT. Any number of these may run side by side."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_run())


async def _run() -> None:
    sender = Sender()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, sender.stop)
    await sender.run()
