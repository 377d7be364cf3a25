"""Exports: how far each is, and where it is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from findings.domain.making import MOST_ROWS, WITH_CODEBOOK, file_name
from findings.exporting.sheets import MOST_ROWS as MOST_OF_A_SHEET
from findings.models import Export, ExportForm, ExportState
from findings.present.reviews import name_of
from findings.queries.kept import Read
from orgs.models import Organization
from web import format as formats
from web import sizes
from web.charts import percent

_SAID = {
    ExportForm.CSV: "For any spreadsheet. Nothing in it runs as a formula; a codebook beside it.",
    ExportForm.XLSX: "The table, and a codebook with each goal’s type and counts.",
    ExportForm.PARQUET: "Typed columns, for data tools; a codebook beside it.",
    ExportForm.JSONL: "An object a line, values as they are in JSON; a codebook beside it.",
    ExportForm.TXT: "A text file a conversation, in a zip archive.",
    ExportForm.MD: "A Markdown file a conversation, in a zip archive.",
    ExportForm.JSON: "Everything kept of each conversation, in a zip archive that can be imported.",
}
_REASONS = {
    "interrupted": "Its worker was interrupted again and again.",
    "error": "It could not be made; the log of the worker says why.",
}


class FormChoice(NamedTuple):
    value: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """`share`: how much is done, for the bar; `poll`: where news of it is, "" at the end."""

    export: Export
    name: str
    form: str
    who: str
    tone: str
    state: str
    told: str
    share: str
    size: str
    href: str
    file_href: str
    codebook_href: str
    delete_href: str
    poll: str


@dataclass(frozen=True, slots=True)
class NewExport:
    """`told`: how many conversations it will hold."""

    template: str
    told: str
    columns: int
    choices: list[FormChoice]
    query: str
    table_href: str
    is_too_many: bool


def new_export(
    organization: Organization, read: Read, forms: Sequence[ExportForm], count: int, *,
    is_exact: bool,
) -> NewExport:  # fmt: skip
    query = urlencode(read.selection.pairs())
    return NewExport(
        template=read.template.name,
        told=_size(count, is_exact=is_exact, is_searched=bool(read.selection.filters.q)),
        columns=len(read.columns),
        choices=[FormChoice(form.value, form.label, _SAID[form]) for form in forms],
        query=query,
        table_href=f"{reverse('finding_table', args=[organization.slug])}?{query}",
        is_too_many=count > min(MOST_ROWS, MOST_OF_A_SHEET),
    )


def export_row(organization: Organization, export: Export) -> ExportRow:
    where = [organization.slug, export.public_id]
    state = ExportState(export.state)
    href = reverse("export_page", args=where)
    is_ready = state == ExportState.READY
    is_over = state in (ExportState.READY, ExportState.FAILED)
    return ExportRow(
        export=export,
        name=file_name(export),
        form=ExportForm(export.form).label,
        who=name_of(export.made_by),
        tone={"ready": "success", "failed": "failed"}.get(state, "pending"),
        state=state.label,
        told=_told(export, state),
        share=_share(export, state),
        size=formats.size(export.size) if export.size is not None else "",
        href=href,
        file_href=reverse("export_file", args=where) if is_ready else "",
        codebook_href=reverse("export_codebook", args=where)
        if is_ready and export.form in WITH_CODEBOOK
        else "",
        delete_href=reverse("export_delete", args=where),
        poll="" if is_over else href,
    )


def _told(export: Export, state: ExportState) -> str:
    if state == ExportState.FAILED:
        return _REASONS.get(export.reason, "It failed.")
    if state == ExportState.READY:
        told = formats.plural(export.rows_done, "conversation")
        return f"the first {told}" if export.rows_told > export.rows_done >= MOST_ROWS else told
    is_searched = any(name == "q" for name, _ in export.query)
    of = _size(export.rows_told, is_exact=export.is_exact, is_searched=is_searched)
    return f"{formats.number(export.rows_done)} of {of}"


def _size(count: int, *, is_exact: bool, is_searched: bool) -> str:
    """Return how many there are; a long search is counted no further than it has to be."""
    if is_searched and not is_exact:
        return f"more than {formats.plural(count - 1, 'conversation')}"
    return sizes.told(count, is_exact, "conversation")


def _share(export: Export, state: ExportState) -> str:
    if state == ExportState.READY:
        return "100%"
    return percent(min(99.0, 100 * export.rows_done / max(export.rows_told, 1)))
