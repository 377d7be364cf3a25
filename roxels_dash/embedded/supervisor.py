"""Starts processes, keeps them running, and stops them in order."""

import time
from pathlib import Path

from roxels_dash.embedded import survivors
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process, Program
from roxels_dash.embedded.refusal import Refusal

# A process that ends is started again, unless it has ended this often within this many seconds.
GIVE_UP_AFTER, WITHIN = 4, 60.0


class Supervisor:
    """The processes of one stack. `record` is the file that names them to a later runner."""

    def __init__(self, log: Log, record: Path) -> None:
        self._log = log
        self._record = record
        self._processes: list[Process] = []
        self._endings: dict[str, list[float]] = {}

    def start(self, program: Program) -> Process:
        """Start a program that is meant to keep running."""
        process = Process(program, self._log)
        self._processes.append(process)
        survivors.record(self._record, self._processes)
        return process

    def run(self, program: Program) -> None:
        """Run a program that ends by itself; refuse if it fails."""
        self.finish(self.start(program))

    def finish(self, process: Process) -> None:
        """Wait for a started program that ends by itself; refuse if it fails."""
        code = process.wait()
        self._processes.remove(process)
        if code != 0:
            raise Refusal(f"{process.program.name} failed: {process.last_words()}")

    def restart(self, name: str, down: float = 0.0) -> Process:
        """Stop a program, and start it again after so many seconds."""
        [process] = [each for each in self._processes if each.program.name == name]
        process.ask_to_stop()
        process.end()
        self._processes.remove(process)
        time.sleep(down)
        return self.start(process.program)

    def watch(self) -> None:
        """Start again what ends, until something raises; refuse when a process will not stay up."""
        while True:
            for process in list(self._processes):
                if process.exit_code() is not None:
                    self._restart(process)
            time.sleep(0.2)

    def _restart(self, process: Process) -> None:
        name, now = process.program.name, time.monotonic()
        endings = [at for at in self._endings.get(name, []) if now - at < WITHIN] + [now]
        self._endings[name] = endings
        process.end()
        self._processes.remove(process)
        if len(endings) >= GIVE_UP_AFTER:
            raise Refusal(f"{name} keeps ending: {process.last_words()}")
        self._log.say(f"{name} ended with code {process.exit_code()}; starting it again.")
        time.sleep(1)
        self.start(process.program)

    def stop(self) -> None:
        """Stop everything, what others need last; none is left when this returns."""
        for server in (False, True):
            tier = [p for p in self._processes if p.program.server is server]
            for process in tier:
                process.ask_to_stop()
            for process in tier:
                process.end()
        self._processes.clear()
        self._record.unlink(missing_ok=True)
