"""The conversations of a selection, a file each, in a zip archive."""

from itertools import islice

from django.utils import timezone

from conversations.models import Conversation
from conversations.queries.transcripts import FORMS
from findings.exporting.archive import Archive
from findings.exporting.reading import Source
from findings.exporting.writing import Out, Writer

_AT_ONCE = 200


def writer_of(form: str) -> Writer:
    """Return what writes each conversation as txt, md or json."""
    write, _ = FORMS[form]

    def write_zip(source: Source, out: Out) -> None:
        archive = Archive(out, timezone.now())
        ids = (int(id or 0) for (id,) in source.ids())
        while some := list(islice(ids, _AT_ONCE)):
            for conversation in _conversations(some):
                archive.add(f"{conversation.public_id}.{form}", write(conversation).encode())
        archive.finish()

    return write_zip


def _conversations(ids: list[int]) -> list[Conversation]:
    """Return those that are still to be seen, in the order of their ids given."""
    shown = Conversation.objects.filter(pk__in=ids, erasing_at__isnull=True)
    found = {each.pk: each for each in shown.select_related("template", "template_version")}
    return [found[id] for id in ids if id in found]
