"""`manage.py import_conversations`: conversations, persons and templates from files."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from conversations.domain import refresh_rollups
from frames.domain import Unreachable
from intake import domain
from intake.domain import Outcome, Result
from intake.records import ConversationRecord, FrameRecord
from orgs.models import Organization
from sources.files import STDIN, Entry, Problem, Source
from sources.formats import FORMATS, Format, reader
from sources.importing import BATCH, Importer
from sources.pictures import NoPictures, Pictures

Take = Callable[[Organization, Sequence[ConversationRecord]], list[Outcome]]

FRAMES_AT_ONCE = 8  # each may have ten megabytes


class Command(BaseCommand):
    help = "Import conversations from JSON Lines (plain or gzip); the same file again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", help="JSON Lines; - is stdin")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument(
            "--format",
            choices=sorted(FORMATS),
            help="guessed by each entry when not given",
        )
        parser.add_argument("--persons", metavar="FILE", help="JSON Lines or one JSON array")
        parser.add_argument("--templates", metavar="FILE", help="JSON Lines or one JSON array")
        parser.add_argument("--frames", metavar="PATH", help="a folder, .zip or .tar of captures")
        parser.add_argument("--dry-run", action="store_true", help="tell, but write nothing")
        parser.add_argument("--batch-size", type=int, default=BATCH, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["batch_size"] <= 10_000:
            raise CommandError("--batch-size must be between 1 and 10000.")
        if not (options["files"] or options["frames"]):
            raise CommandError("Name a FILE of conversations, or --frames.")
        if options["persons"] and FORMATS[options["format"] or "roxels"].person is None:
            raise CommandError(f"The format {options['format']} has no persons.")
        _check_files([*options["files"], options["templates"], options["persons"]])
        try:
            with _pictures(options["frames"]) as pictures:
                refused = self._run(_organization(options["organization"]), options, pictures)
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. Whole batches are in; run it again for the rest.", returncode=130
            ) from None
        except OperationalError as error:
            raise CommandError("The database cannot be reached or failed; run it again.") from error
        except Unreachable as error:
            raise CommandError("The bucket cannot be reached; run it again.") from error
        if refused:
            sys.exit(1)

    def _run(
        self, organization: Organization, options: dict[str, Any], pictures: Pictures | None
    ) -> int:
        """Import all files, templates and persons first, frames last; return how many refused."""
        style = FORMATS[options["format"] or "roxels"]
        rehearsal, take = _ways(options)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing will be written.")
        refused = 0
        with rehearsal:
            for name, read, write in (
                ("templates", style.template, domain.import_templates),
                ("persons", style.person, domain.import_persons),
                ("files", reader(options["format"]), take),
            ):
                if options[name] and read is not None:
                    size = options["batch_size"]
                    importer: Importer[Any] = Importer(organization, read, write, batch_size=size)
                    refused += self._import(name, options[name], importer)
            if pictures is not None:
                refused += self._import_frames(organization, style, pictures, options["dry_run"])
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
        return self._tell(label, importer)

    def _import_frames(
        self, organization: Organization, style: Format, pictures: Pictures, is_rehearsal: bool
    ) -> int:
        def write(organization: Organization, records: list[FrameRecord]) -> list[Outcome]:
            return domain.import_frames(
                organization, records, pictures.read, is_rehearsal=is_rehearsal
            )

        importer = Importer(organization, style.frame, write, batch_size=FRAMES_AT_ONCE)
        for rejections in importer.run(pictures.lines()):
            for rejection in rejections:
                self.stderr.write(f"{pictures.name}:{rejection}")
        return self._tell("frames", importer)

    def _tell(self, label: str, importer: Importer) -> int:
        told = ", ".join(f"{importer.counts[result]} {result}" for result in Result)
        self.stdout.write(f"{label}: {told}")
        return importer.counts[Result.REFUSED]


def _ways(options: dict[str, Any]) -> tuple[AbstractContextManager[None], Take]:
    """Return what to import inside of, and how to take conversations in.

    A dry run undoes each batch at once, so that nobody waits for it. Where conversations need what
    it would have made of other files, or captures need conversations, it undoes all at its end.
    """
    if not options["dry_run"]:
        return nullcontext(), domain.import_conversations
    if any(options[name] for name in ("templates", "persons", "frames")):
        return domain.rehearsal(), domain.import_conversations
    return nullcontext(), domain.Rehearsal().import_conversations


@contextmanager
def _pictures(path: str | None) -> Iterator[Pictures | None]:
    """Open the captures, if any, before anything is read."""
    if path is None:
        yield None
        return
    try:
        pictures = Pictures(path)
    except NoPictures as fault:
        raise CommandError(f"{path} {fault}.") from None
    with closing(pictures):
        yield pictures


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
