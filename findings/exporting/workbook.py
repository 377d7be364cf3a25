"""An Excel workbook that is written from its beginning to its end, a sheet after another.

It lies in nothing but an archive whose temporary files have no name, so that of a worker that ends
in the middle, by itself or killed, nothing stays on its disk.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, product
from string import ascii_uppercase

from findings.exporting.archive import Archive
from findings.exporting.writing import Out

Cell = str | int | float | None

MOST_ROWS = 1_048_576
LONGEST = 32_767  # characters of a cell
_AT_ONCE = 256 * 1024  # characters that are packed together
# What XML cannot hold is spelled, and so is what would read like that.
_SPELLED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN, _BOLD = 0, 1
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_FROZEN = (
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft"/></sheetView></sheetViews>'
)


class Workbook:
    """Sheets, each written as a whole by `add`; `finish` it."""

    def __init__(self, out: Out, at: datetime) -> None:
        self._archive = Archive(out, at)
        self._names: list[str] = []

    def add(
        self, name: str, rows: Iterable[Iterable[Cell]], *, heads: Iterable[int] = (0,)
    ) -> None:
        """Write a sheet. Texts are texts, whatever they begin with; `heads`: numbers of bold rows.

        The first sheet's first row stays in sight.
        """
        bold = frozenset(heads)
        sheet = self._archive.growing(f"xl/worksheets/sheet{len(self._names) + 1}.xml")
        views = "" if self._names else _FROZEN
        texts = [f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<sheetData>']
        length = 0
        for number, row in enumerate(rows):
            text = _row(number + 1, row, _BOLD if number in bold else _PLAIN)
            texts.append(text)
            length += len(text)
            if length > _AT_ONCE:
                sheet.write("".join(texts).encode())
                texts, length = [], 0
        sheet.write(f"{''.join(texts)}</sheetData></worksheet>".encode())
        sheet.finish()
        self._names.append(name)

    def finish(self) -> None:
        for name, text in self._parts():
            self._archive.add(name, text.encode())
        self._archive.finish()

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Yield what makes sheets a workbook."""
        numbers = range(1, len(self._names) + 1)
        overrides = [("workbook", "sheet.main"), ("styles", "styles")]
        overrides += [(f"worksheets/sheet{number}", "worksheet") for number in numbers]
        told = "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
            for part, kind in overrides
        )
        relations = f"{_PACKAGE}/relationships"
        yield (
            "[Content_Types].xml",
            (
                f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
            ),
        )
        yield (
            "_rels/.rels",
            (
                f'{_HEAD}<Relationships xmlns="{relations}"><Relationship Id="rId1" '
                f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
        )
        sheets = "".join(
            f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in enumerate(self._names, 1)
        )
        yield (
            "xl/workbook.xml",
            (
                f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><bookViews><workbookView/>'
                f"</bookViews><sheets>{sheets}</sheets></workbook>"
            ),
        )
        targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        links = "".join(
            f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate([*targets, ("styles", "styles.xml")], 1)
        )
        yield (
            "xl/_rels/workbook.xml.rels",
            (f'{_HEAD}<Relationships xmlns="{relations}">{links}</Relationships>'),
        )
        yield "xl/styles.xml", _STYLES


_LETTERS = [
    "".join(each) for each in chain(product(ascii_uppercase), product(ascii_uppercase, repeat=2))
]


def _row(number: int, cells: Iterable[Cell], style: int) -> str:
    styled = f' s="{style}"' if style else ""
    told = []
    for letter, cell in zip(_LETTERS, cells, strict=False):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            told.append(f'<c r="{letter}{number}"{styled} t="inlineStr"><is>{_text(cell)}</is></c>')
        else:
            told.append(f'<c r="{letter}{number}"{styled}><v>{cell:.16G}</v></c>')
    return f'<row r="{number}">{"".join(told)}</row>'


def _text(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    if not text.isprintable() or "_x" in text:
        text = _SPELLED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{kept}>{text.translate(_MARKUP)}</t>"
