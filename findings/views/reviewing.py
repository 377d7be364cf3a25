"""One finding of a queue: giving a verdict, settling it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from findings import domain, values
from findings.forms.reviews import VerdictForm
from findings.models import ReviewQueue, VerdictKind
from findings.present.one_item import GonePage, ItemPage, gone_page, item_page
from findings.queries import reviews as queries
from findings.views.reviews import queue_or_404, to_next
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web.pages import render


@require_http_methods(["GET", "HEAD"])
@organization_page(Act.READ)
def review_item(request: OrganizationRequest, public_id: str, position: int) -> HttpResponse:
    """Show a queue's finding with the words behind it, and the form for a verdict."""
    page = _page(request, queue_or_404(request, public_id), position)
    return _show(request, page, None if isinstance(page, GonePage) else _form(page))


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def review_verdict(request: OrganizationRequest, public_id: str, position: int) -> HttpResponseBase:
    """Take the visitor's verdict, and lead to the next finding."""

    def give(form: VerdictForm) -> None:
        domain.give_verdict(
            organization=request.access.organization,
            reviewer=request.access.user,
            queue=public_id,
            position=position,
            **_verdict(form),
        )

    return _take(request, queue_or_404(request, public_id), position, give)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def review_settle(request: OrganizationRequest, public_id: str, position: int) -> HttpResponseBase:
    """Take the answer that counts where reviewers do not agree."""

    def settle(form: VerdictForm) -> None:
        domain.settle_item(
            actor=actor_of(request),
            organization=request.access.organization,
            by=request.access.user,
            queue=public_id,
            position=position,
            **_verdict(form),
        )

    queue = queue_or_404(request, public_id)
    return _take(request, queue, position, settle, is_answer=True)


def _verdict(form: VerdictForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {
        "kind": VerdictKind(cleaned["verdict"]),
        "value": cleaned["value"],
        "note": cleaned["note"],
        "seen": cleaned["seen"],
    }


def _take(
    request: OrganizationRequest,
    queue: ReviewQueue,
    position: int,
    take: Callable[[VerdictForm], None],
    *,
    is_answer: bool = False,
) -> HttpResponseBase:
    """Do it and lead on, or show the form again with what is wrong; by GET lead to the finding."""
    page = _page(request, queue, position)
    slug = request.access.organization.slug
    if request.method != "POST":
        return redirect("review_item", slug, queue.public_id, position)
    if isinstance(page, GonePage):
        return _show(request, page, None, status=422)
    form = VerdictForm(page.judged.goal.type, request.POST)
    if form.is_valid():
        try:
            take(form)
        except domain.Refused as refused:
            form.refuse(refused)
        except domain.Missing:
            raise Http404 from None
        else:
            if is_answer:
                return redirect("review_queue", slug, queue.public_id)
            return to_next(request, queue, position)
    return _show(request, page, form, status=422)


def _page(request: OrganizationRequest, queue: ReviewQueue, position: int) -> ItemPage | GonePage:
    item, access = queries.item(queue, position), request.access
    if item is None:
        raise Http404
    shown = (access.organization, queue, item, access.user)
    may = access.may(Act.REVIEW)
    return item_page(*shown, may=may) or gone_page(*shown, may=may)


def _form(page: ItemPage) -> VerdictForm:
    """Return the form as it begins: with one's own verdict, where there is one."""
    own = page.own
    type, typed = page.judged.goal.type, page.judged.typed
    if own and own.kind == VerdictKind.CORRECT:
        typed = values.typed(type, own.value)
    return VerdictForm(type, initial={"value": typed, "note": own.note if own else ""})


def _show(
    request: OrganizationRequest,
    page: ItemPage | GonePage,
    form: VerdictForm | None,
    status: int = 200,
) -> HttpResponse:
    """Show the finding with the form for it; without one say that it is gone."""
    template = "reviews/item.html" if form else "reviews/gone.html"
    return render(request, template, {"page": page, "form": form}, status=status)
