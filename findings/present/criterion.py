"""One criterion beside the table: how it was judged over time, and why, of one kind and period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from findings.present import words
from findings.present.addresses import block_url, table_url
from findings.present.charts import CriterionChart, criterion_chart
from findings.present.exact import judged_so
from findings.present.newest import Newest, newest_of
from findings.queries.conditions import Verdict
from findings.queries.explored import Explored
from findings.queries.facets import Facets
from findings.queries.selection import Selection
from findings.queries.value import Reason


class Why(NamedTuple):
    href: str
    person: str
    at: datetime
    reasoning: str


@dataclass(frozen=True, slots=True)
class CriterionPanel:
    """`verdicts`: (word, address, is it shown). `everything`: where all periods are, if one is."""

    name: str
    description: str
    chart: CriterionChart
    against: int | None
    verdicts: list[tuple[str, str, bool]]
    verdict: str
    reasons: list[Why]
    all_href: str
    everything: str
    back: str
    newest: Newest | None


def criterion_panel(
    slug: str,
    template: Explored,
    selection: Selection,
    name: str,
    verdict: Verdict,
    counted: Facets,
    other: Facets | None,
    reasons: Sequence[Reason],
) -> CriterionPanel:
    """Return the panel of a criterion; a column of its chart leads to that period's panel."""

    def panel(under: Selection, kind: Verdict = verdict) -> str:
        return block_url("finding_criterion", slug, under, criterion=name, verdict=kind.value)

    filters = selection.filters
    everything = replace(selection, filters=replace(filters, since=None, until=None, range=""))
    known = (each for each in template.criteria if each["id"] == name)
    return CriterionPanel(
        name=name,
        description=next(known, {}).get("description", ""),
        chart=criterion_chart(slug, selection.without_search(), name, counted, other, leads=panel),
        against=selection.against if other else None,
        verdicts=[
            (words.VERDICTS[kind].capitalize(), panel(selection, kind), kind == verdict)
            for kind in (Verdict.FAILED, Verdict.PASSED, Verdict.UNKNOWN)
        ],
        verdict=words.VERDICTS[verdict],
        reasons=list(_reasons(slug, reasons)),
        all_href=table_url(slug, judged_so(selection, name, verdict)),
        everything=panel(everything) if everything != selection else "",
        back=table_url(slug, selection),
        newest=newest_of(selection, counted, other, panel(selection)),
    )


def _reasons(slug: str, reasons: Sequence[Reason]) -> Iterator[Why]:
    for each in reasons:
        href = reverse("conversation_page", args=[slug, each.public_id])
        yield Why(href, each.person_label or "No person", each.created_at, each.reasoning)
