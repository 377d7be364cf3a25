"""An export as an Excel workbook: the table, and a codebook that says what its columns are."""

from collections.abc import Sequence
from typing import Any

import xlsxwriter

from findings.exporting.columns import Column
from findings.exporting.reading import Source
from findings.exporting.writing import Out
from findings.queries.explored import Explored, Goal
from web.keys import value_text

MOST_ROWS = 1_048_575  # of a sheet, without its head
_LONGEST = 32_767  # characters of a cell
_TYPES = {"number", "integer"}


def write_xlsx(source: Source, out: Out) -> None:
    """Every text is written as one, whatever it begins with: none becomes a formula or a link."""
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "use_zip64": True,
        },
    )
    bold = book.add_format({"bold": True})
    table, codebook = book.add_worksheet("Findings"), book.add_worksheet("Codebook")
    table.freeze_panes(1, 0)
    for place, column in enumerate(source.columns):
        table.write_string(0, place, column.name[:_LONGEST], bold)
    counts = [0] * len(source.columns)
    for number, row in enumerate(source.texts(), 1):
        _write_row(table, number, row, source.columns, counts)
    _write_codebook(codebook, bold, source, counts)
    book.close()


def _write_row(
    table: Any,
    number: int,
    row: Sequence[str | None],
    columns: Sequence[Column],
    counts: list[int],
) -> None:
    for place, text in enumerate(row):
        if text is None or text == "":
            continue
        counts[place] += 1
        amount = _number(text) if columns[place].type in _TYPES else None
        if amount is not None:
            table.write_number(number, place, amount)
        else:
            table.write_string(number, place, _cut(text))


def _number(text: str) -> float | None:
    """Return what a cell of a number shows; Excel has 15 digits, so that a longer one is a text."""
    try:
        amount = float(text)
    except ValueError:
        return None
    is_whole = sum(letter.isdigit() for letter in text) <= 15
    return amount if is_whole and amount - amount == 0 else None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def codebook_rows(source: Source, counts: Sequence[int]) -> list[list[str | int]]:
    """Return (column, type, declared, description, values it may have, how many have one) each."""
    rows: list[list[str | int]] = []
    for column, count in zip(source.columns, counts, strict=True):
        goal = _goal(source.read.template, column)
        rows.append(
            [
                column.name,
                goal.type if goal else column.type,
                _declared(goal) if goal else "",
                goal.description if goal else "",
                ", ".join(value_text(value) for value in goal.allowed) if goal else "",
                count,
            ]
        )
    return rows


def _goal(template: Explored, column: Column) -> Goal | None:
    return template.goal(column.goal) if column.goal else None


def _declared(goal: Goal) -> str:
    if not goal.is_declared:
        return "undeclared"
    return "type inferred" if goal.is_inferred else "declared"


def _write_codebook(sheet: Any, bold: Any, source: Source, counts: Sequence[int]) -> None:
    heads = ("Column", "Type", "Declared", "Description", "Values", "Conversations with one")
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for number, row in enumerate(codebook_rows(source, counts), 1):
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
