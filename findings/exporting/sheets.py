"""An export as an Excel workbook: the table, and a codebook that says what its columns are."""

from collections.abc import Iterator

from django.utils import timezone

from findings.exporting import workbook
from findings.exporting.codebook import HEADS, codebook_rows
from findings.exporting.numbers import amount
from findings.exporting.reading import Source
from findings.exporting.workbook import Cell, Workbook
from findings.exporting.writing import Out

MOST_ROWS = workbook.MOST_ROWS - 1  # of a sheet, without its head
_TYPES = {"number", "integer"}
_DIGITS = 15  # that a cell of a number shows; a longer one is a text


def write_xlsx(source: Source, out: Out) -> None:
    """Every text is written as one, whatever it begins with: none becomes a formula or a link."""
    book = Workbook(out, timezone.now())
    book.add("Findings", _table(source))
    codebook: list[list[Cell]] = [[*HEADS]]
    codebook.extend([*row] for row in codebook_rows(source))
    codebook += [[], ["Template", source.read.template.name], ["Conversations", source.count]]
    book.add("Codebook", codebook)
    book.finish()


def _table(source: Source) -> Iterator[list[Cell]]:
    yield [column.name for column in source.columns]
    numeric = [column.type in _TYPES for column in source.columns]
    for row in source.texts():
        yield [
            _cell(text) if is_number and text else text
            for text, is_number in zip(row, numeric, strict=True)
        ]


def _cell(text: str) -> Cell:
    found = amount(text, _DIGITS)
    return text if found is None else found
