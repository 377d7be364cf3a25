"""An export as an Excel workbook: the table, and a codebook that says what its columns are."""

from collections.abc import Sequence
from typing import Any

import xlsxwriter

from findings.exporting.codebook import HEADS, codebook_rows
from findings.exporting.columns import Column
from findings.exporting.numbers import amount
from findings.exporting.reading import Source
from findings.exporting.scratch import scratch
from findings.exporting.writing import Out

MOST_ROWS = 1_048_575  # of a sheet, without its head
_LONGEST = 32_767  # characters of a cell
_TYPES = {"number", "integer"}
_DIGITS = 15  # that a cell of a number shows; a longer one is a text


def write_xlsx(source: Source, out: Out) -> None:
    """Every text is written as one, whatever it begins with: none becomes a formula or a link."""
    with scratch() as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(folder),
            "use_zip64": True,
        }
        _write(xlsxwriter.Workbook(out, options), source)


def _write(book: Any, source: Source) -> None:
    bold = book.add_format({"bold": True})
    table, codebook = book.add_worksheet("Findings"), book.add_worksheet("Codebook")
    table.freeze_panes(1, 0)
    for place, column in enumerate(source.columns):
        table.write_string(0, place, column.name[:_LONGEST], bold)
    for number, row in enumerate(source.texts(), 1):
        _write_row(table, number, row, source.columns)
    _write_codebook(codebook, bold, source)
    book.close()


def _write_row(
    table: Any,
    number: int,
    row: Sequence[str | None],
    columns: Sequence[Column],
) -> None:
    for place, text in enumerate(row):
        if text is None or text == "":
            continue
        found = amount(text, _DIGITS) if columns[place].type in _TYPES else None
        if found is not None:
            table.write_number(number, place, found)
        else:
            table.write_string(number, place, _cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _write_codebook(sheet: Any, bold: Any, source: Source) -> None:
    for place, head in enumerate(HEADS):
        sheet.write_string(0, place, head, bold)
    for number, row in enumerate(codebook_rows(source), 1):
        for place, told in enumerate(row):
            if isinstance(told, int):
                sheet.write_number(number, place, told)
            elif told:
                sheet.write_string(number, place, _cut(told))
    last = len(source.columns) + 2
    template = source.read.template
    sheet.write_string(last, 0, "Template", bold)
    sheet.write_string(last, 1, _cut(template.name))
    sheet.write_string(last + 1, 0, "Conversations", bold)
    sheet.write_number(last + 1, 1, source.count)
