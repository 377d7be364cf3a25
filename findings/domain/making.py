"""Making the file of one export, part by part, into the bucket."""

from collections.abc import Callable

from findings import storage
from findings.exporting import parquet, sheets, transcripts, writing
from findings.exporting.codebook import write_codebook
from findings.exporting.columns import columns
from findings.exporting.reading import Source
from findings.exporting.writing import Writer
from findings.models import Export, ExportForm
from findings.queries.kept import reading

MOST_ROWS = 1_000_000

_WRITERS: dict[str, Writer] = {
    ExportForm.CSV: writing.write_csv,
    ExportForm.JSONL: writing.write_jsonl,
    ExportForm.XLSX: sheets.write_xlsx,
    ExportForm.PARQUET: parquet.write_parquet,
    **{form: transcripts.writer_of(form) for form in ("txt", "md", "json")},
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Form → (the file's ending, its content type).
KINDS: dict[str, tuple[str, str]] = {
    ExportForm.CSV: ("csv", "text/csv; charset=utf-8"),
    ExportForm.JSONL: ("jsonl", "application/x-ndjson"),
    ExportForm.XLSX: ("xlsx", _XLSX),
    ExportForm.PARQUET: ("parquet", "application/vnd.apache.parquet"),
    ExportForm.TXT: ("zip", "application/zip"),
    ExportForm.MD: ("zip", "application/zip"),
    ExportForm.JSON: ("zip", "application/zip"),
}


# What has no sheet for its codebook has it as a file of its own beside it.
WITH_CODEBOOK = (ExportForm.CSV, ExportForm.JSONL, ExportForm.PARQUET)
CODEBOOK_TYPE = KINDS[ExportForm.CSV][1]


class Lost(Exception):
    """The export was removed, or another worker took it."""


def file_name(export: Export) -> str:
    """Return what the file is called; nothing of its content is in it."""
    ending, _ = KINDS[export.form]
    kind = "findings" if export.form not in ("txt", "md", "json") else "transcripts"
    return f"{kind}-{export.created_at:%Y-%m-%d}-{export.public_id[-6:]}.{ending}"


def folder_of(export: Export) -> str:
    """Return the folder of the export's own, with its `/`."""
    return f"{storage.folder(export.organization_id, export.template_id)}{export.secret}/"


def key_of(export: Export) -> str:
    return f"{folder_of(export)}{file_name(export)}"


def codebook_name(export: Export) -> str:
    return f"codebook-{export.created_at:%Y-%m-%d}-{export.public_id[-6:]}.csv"


def codebook_key(export: Export) -> str:
    return f"{folder_of(export)}{codebook_name(export)}"


def make(export: Export, beat: Callable[[int], None]) -> tuple[int, int]:
    """Make the file; return (rows, bytes). `beat` is told of rows and raises Lost.

    Raises Unreachable. Nothing of it is to be seen until all of it is there.
    """
    upload = storage.Upload(key_of(export), KINDS[export.form][1])
    try:
        with reading(export.organization_id, export.query) as read:
            source = Source(read, columns(read), beat, MOST_ROWS)
            _WRITERS[export.form](source, upload)
        beat(source.count)
        upload.finish()
    except BaseException:
        upload.abandon()
        raise
    if export.form in WITH_CODEBOOK:
        _put_codebook(export, source)
    return source.count, upload.size


def _put_codebook(export: Export, source: Source) -> None:
    beside = storage.Upload(codebook_key(export), CODEBOOK_TYPE)
    try:
        write_codebook(source, beside)
        beside.finish()
    except BaseException:
        beside.abandon()
        raise
