"""The outputs of a template's newest version, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.models import Template, TemplateVersion
from outputs.addresses import shown
from outputs.definitions import Callback, Chained, Output, OutputProblem, Webhook, read_output
from outputs.models import EventType, Kind
from outputs.present.contents import readable
from outputs.present.words import error_in_words
from outputs.queries.preview import Past, Preview
from web import format as formats


@dataclass(frozen=True, slots=True)
class OutputRow:
    """One output. `position`: its place, from 1. One of an older form never fires."""

    position: int
    id: str
    kind: str
    when: str
    goal: str
    to: str
    is_readable: bool
    is_lost: bool


@dataclass(frozen=True, slots=True)
class OutputsPage:
    template: Template
    version: int
    rows: list[OutputRow]


@dataclass(frozen=True, slots=True)
class PreviewCard:
    """`error`: why it would not be sent, "" where it would."""

    body: str
    size: str
    headers: list[tuple[str, str]]
    error: str


def outputs_page(
    template: Template, version: TemplateVersion | None, endpoints: Mapping[str, str]
) -> OutputsPage:
    """`endpoints`: names by public id."""
    given = version.outputs if version else []
    rows = [_row(place, each, endpoints) for place, each in enumerate(given, start=1)]
    return OutputsPage(template, version.number if version else 0, rows)


def _row(position: int, given: Any, endpoints: Mapping[str, str]) -> OutputRow:
    try:
        output = read_output(given)
    except OutputProblem:
        name = str(given.get("id") or "") if isinstance(given, dict) else ""
        words = "Of an older form, which an import brought: it never fires."
        return OutputRow(position, name[:200], "Unknown", words, "", "", False, False)
    return OutputRow(
        position=position,
        id=output.id,
        kind=str(Kind(output.type).label),
        when=str(EventType(output.when.event).label),
        goal=output.when.goal or "",
        to=_to(output, endpoints),
        is_readable=True,
        is_lost=isinstance(output, Webhook) and output.endpoint not in endpoints,
    )


def _to(output: Output, endpoints: Mapping[str, str]) -> str:
    if isinstance(output, Webhook):
        return endpoints.get(output.endpoint, output.endpoint)
    if isinstance(output, Chained):
        return f"{output.method} {shown(output.url).partition('://')[2]}"
    assert isinstance(output, Callback)
    return output.name or output.id


def past_choices(past: Sequence[Past]) -> list[tuple[int, str]]:
    """Return (row id, label) of the conversations that a preview can be made of."""
    return [
        (each.key, f"{each.label or 'Visitor'}, {formats.day_time(each.created_at)}")
        for each in past
    ]


def preview_card(found: Preview) -> PreviewCard:
    body = found.body.encode()
    return PreviewCard(
        body=readable(body) if body else "",
        size=formats.size(len(body)),
        headers=list(found.headers.items()),
        error=error_in_words(found.error) if found.error else "",
    )
