"""What is taken away from a job: its receipt, and the list of who has received something."""

import csv
import json
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from erasure.models import Erasure, Receipt
from erasure.present.dry_run import RecallRow
from erasure.present.receipt import receipt_page
from erasure.queries import jobs, receipts
from erasure.views.job import erasure_or_404, shown_page
from orgs.http import OrganizationRequest, organization_page, support_page
from orgs.roles import Act
from web.format import iso
from web.pages import render

_HEAD = ("receiver", "endpoint", "kind", "event", "acknowledged", "deliveries", "first", "last")


@require_safe
@support_page
def support_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    return _receipt(request, erasure_or_404(public_id), "erasure/receipt.html")


@require_safe
@support_page
def support_receipt_file(request: HttpRequest, public_id: str) -> HttpResponse:
    return _file(erasure_or_404(public_id))


@require_safe
@support_page
def support_recall(request: HttpRequest, public_id: str) -> HttpResponse:
    return _recall(erasure_or_404(public_id))


@require_safe
@organization_page(Act.ADMINISTER)
def erasure_receipt(request: OrganizationRequest, public_id: str) -> HttpResponse:
    return _receipt(request, own_or_404(request, public_id), "erasure/own_receipt.html")


@require_safe
@organization_page(Act.ADMINISTER)
def erasure_receipt_file(request: OrganizationRequest, public_id: str) -> HttpResponse:
    return _file(own_or_404(request, public_id))


@require_safe
@organization_page(Act.ADMINISTER)
def erasure_recall(request: OrganizationRequest, public_id: str) -> HttpResponse:
    return _recall(own_or_404(request, public_id))


def own_or_404(request: OrganizationRequest, public_id: str) -> Erasure:
    """Return one of the organisation's own; anyone else's is as unknown as none."""
    erasure = jobs.get(public_id, request.access.organization)
    if erasure is None:
        raise Http404
    return erasure


def _of(erasure: Erasure) -> Receipt:
    receipt = receipts.of(erasure)
    if receipt is None:
        raise Http404
    return receipt


def _receipt(request: HttpRequest, erasure: Erasure, template: str) -> HttpResponse:
    context = {"receipt": receipt_page(_of(erasure)), "erasure": erasure}
    return render(request, template, context)


def _file(erasure: Erasure) -> HttpResponse:
    name = f"receipt-{erasure.public_id}.json"
    text = json.dumps(receipts.document(_of(erasure)), ensure_ascii=False, indent=2)
    return _download(text, "application/json", name)


def _recall(erasure: Erasure) -> HttpResponse:
    rows = shown_page(erasure).dry_run.recall
    response = _download("", "text/csv", f"recall-{erasure.public_id}.csv")
    writer = csv.writer(response)
    writer.writerow(_HEAD)
    writer.writerows(_lines(rows))
    return response


def _lines(rows: Iterable[RecallRow]) -> Iterable[list[str]]:
    for row in rows:
        told = [row.receiver, row.endpoint, row.kind, row.event]
        yield [
            *(_disarmed(text) for text in told),
            "yes" if row.is_certain else "unknown",
            str(row.deliveries),
            iso(row.first),
            iso(row.last),
        ]


def _disarmed(text: str) -> str:
    """Keep a spreadsheet from taking the text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=f"{content_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
