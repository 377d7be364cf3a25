"""`manage.py import_conversations`: conversations, persons and templates from files."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from api.interviews import shapes
from conversations.domain import refresh_rollups
from intake import domain
from intake.domain import Result
from orgs.models import Organization
from sources.files import STDIN, Entry, Problem, Source
from sources.importing import BATCH, Importer


@dataclass(frozen=True, slots=True)
class Format:
    """How one system words its conversations, persons and templates."""

    conversation: Callable[[Any], Any]
    person: Callable[[Any], Any]
    template: Callable[[Any], Any]


FORMATS = {
    "roxels": Format(shapes.read_interview, shapes.read_person, shapes.read_template),
}


class Command(BaseCommand):
    help = "Import conversations from JSON Lines (plain or gzip); the same file again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="JSON Lines; - is stdin")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=sorted(FORMATS), default="roxels")
        parser.add_argument("--persons", metavar="FILE", help="JSON Lines or one JSON array")
        parser.add_argument("--templates", metavar="FILE", help="JSON Lines or one JSON array")
        parser.add_argument("--dry-run", action="store_true", help="tell, but write nothing")
        parser.add_argument("--batch-size", type=int, default=BATCH, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["batch_size"] <= 10_000:
            raise CommandError("--batch-size must be between 1 and 10000.")
        _check_files([*options["files"], options["templates"], options["persons"]])
        try:
            refused = self._run(_organization(options["organization"]), options)
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Whole batches are in; run it again for the rest.", returncode=130
            ) from None
        except OperationalError as error:
            raise CommandError("The database cannot be reached or failed; run it again.") from error
        if refused:
            sys.exit(1)

    def _run(self, organization: Organization, options: dict[str, Any]) -> int:
        """Import all files, templates and persons first; return how many were refused."""
        style = FORMATS[options["format"]]
        rehearsal: AbstractContextManager[None] = nullcontext()
        if options["dry_run"]:
            rehearsal = domain.rehearsal()
            self.stdout.write("Dry run: nothing will be written.")
        refused = 0
        with rehearsal:
            for name, read, write in (
                ("templates", style.template, domain.import_templates),
                ("persons", style.person, domain.import_persons),
                ("files", style.conversation, domain.import_conversations),
            ):
                if options[name]:
                    size = options["batch_size"]
                    importer = Importer(organization, read, write, batch_size=size)
                    refused += self._import(name, options[name], importer)
            if not options["dry_run"]:
                refresh_rollups(organization.pk)
        return refused

    def _import(self, name: str, files: list[str] | str, importer: Importer) -> int:
        sources = [Source(file) for file in ([files] if isinstance(files, str) else files)]
        label = "conversations" if name == "files" else name
        with _progress(label, sources) as bar:
            for source in sources:
                entries = source.lines() if name == "files" else source.entries()
                for rejections in importer.run(_watched(entries, source, bar)):
                    for rejection in rejections:
                        bar.clear()
                        self.stderr.write(f"{source.name}:{rejection}")
        told = ", ".join(f"{importer.counts[result]} {result}" for result in Result)
        self.stdout.write(f"{label}: {told}")
        return importer.counts[Result.REFUSED]


def _organization(slug: str) -> Organization:
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise CommandError(f"There is no organisation {slug!r}.")
    return organization


def _check_files(names: Iterable[str | None]) -> None:
    """Complain of all files that cannot be read before anything is read."""
    given = [name for name in names if name is not None]
    if given.count(STDIN) > 1:
        raise CommandError("Standard input (-) can be given once only.")
    faults = [f"{name} {fault}" for name in given if (fault := Source(name).fault())]
    if faults:
        raise CommandError(f"{'; '.join(faults)}.")


def _progress(label: str, sources: list[Source]) -> tqdm:
    """A bar by bytes on disk, on a terminal only."""
    total = sum(source.size for source in sources) or None
    return tqdm(total=total, desc=label, unit="B", unit_scale=True, disable=None, leave=False)


def _watched(
    entries: Iterator[Entry | Problem], source: Source, bar: tqdm
) -> Iterator[Entry | Problem]:
    before = 0
    for entry in entries:
        now = source.bytes_read
        bar.update(now - before)
        before = now
        yield entry
