"""One request as support see it: what would go, how far it is, what is decided."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from erasure import domain
from erasure.forms.support import ApproveForm, CommentForm, MentionsForm, ReasonForm
from erasure.models import Erasure, Preview
from erasure.present.job import JobPage, has_approved, job_page
from erasure.queries import job as one_job
from erasure.queries import jobs
from erasure.tasks import count_again
from orgs.http import actor_of, is_fresh, prove_it_first, support_page
from orgs.models import User
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]
NO_MORE = 286  # htmx takes what such an answer holds and asks no more.


def erasure_or_404(public_id: str) -> Erasure:
    erasure = jobs.get(public_id)
    if erasure is None:
        raise Http404
    return erasure


def shown_page(erasure: Erasure) -> JobPage:
    """Read and present a request."""
    preview = Preview.objects.filter(erasure=erasure).first()
    return job_page(one_job.read(erasure), one_job.mark(erasure), preview)


@require_safe
@support_page
def support_job(request: HttpRequest, public_id: str) -> HttpResponse:
    return show(request, shown_page(erasure_or_404(public_id)))


def show(
    request: HttpRequest,
    page: JobPage,
    *,
    comment: CommentForm | None = None,
    mentions: MentionsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "comment": comment or CommentForm(),
        "mentions": mentions or _mentions_form(page),
        "approved_by_me": has_approved(page.job, cast(User, request.user)),
    }
    return render(request, "erasure/job.html", context, status=status)


def _mentions_form(page: JobPage) -> MentionsForm:
    return MentionsForm(mentions=[mention.id for mention in page.mentions])


@require_safe
@support_page
def support_job_live(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer a poll with the job as it stands: 204 for no change, 286 where none will come."""
    erasure = erasure_or_404(public_id)
    seen = one_job.mark(erasure)
    if erasure.is_open and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    page = shown_page(erasure)
    context = {
        "page": page,
        "mentions": _mentions_form(page),
        "approved_by_me": has_approved(page.job, cast(User, request.user)),
    }
    status = 200 if erasure.is_open else NO_MORE
    return render(request, "erasure/live.html", context, status=status)


@require_http_methods(ASKED)
@support_page
def support_job_count(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Have the dry run made anew; the page follows it."""
    erasure = erasure_or_404(public_id)
    if request.method == "POST" and erasure.is_open and not erasure.has_begun:
        count = partial(count_again.apply_async, args=[erasure.pk], retry=False)
        transaction.on_commit(count, robust=True)
        messages.info(request, "It is being counted again.")
    return redirect("support_job", public_id)


@require_http_methods(ASKED)
@support_page
def support_job_comment(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Add a comment, as long as the request is open: its end deletes them."""
    erasure = erasure_or_404(public_id)
    if request.method != "POST" or not erasure.is_open:
        return redirect("support_job", public_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return show(request, shown_page(erasure), comment=form, status=422)
    author = cast(User, request.user)
    domain.comment(erasure=erasure, author=author, text=form.cleaned_data["text"])
    return redirect("support_job", public_id)


@require_http_methods(ASKED)
@support_page
def support_job_approve(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Ask for the typed id, of somebody who proved a moment ago who they are; then approve."""
    erasure = erasure_or_404(public_id)
    page = shown_page(erasure)
    if not page.may_decide:
        return redirect("support_job", public_id)
    if not is_fresh(request):
        return prove_it_first(request)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _approve(request, erasure, form):
        return redirect("support_job", public_id)
    context = {"page": page, "form": form, "typed": domain.confirmation_of(erasure)}
    status = 422 if form.is_bound else 200
    return render(request, "erasure/approve.html", context, status=status)


def _approve(request: HttpRequest, erasure: Erasure, form: ApproveForm) -> bool:
    """Return whether it was approved; else the form says why not."""
    try:
        done = domain.approve(
            actor=actor_of(request),
            user=cast(User, request.user),
            erasure_id=erasure.pk,
            typed=form.cleaned_data["typed"],
        )
    except domain.ErasureRefused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    begun = "It has begun: nobody sees anything of it any more."
    messages.success(
        request, begun if done.has_begun else "Approved. A second person has to approve it too."
    )
    return True


@require_http_methods(ASKED)
@support_page
def support_job_deny(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Ask why, then deny."""
    erasure = erasure_or_404(public_id)
    page = shown_page(erasure)
    if not page.may_decide:
        return redirect("support_job", public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            domain.deny(actor=actor_of(request), erasure_id=erasure.pk, reason=reason)
        except domain.ErasureRefused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            return redirect("support_job", public_id)
    context = {"page": page, "form": form}
    return render(request, "erasure/deny.html", context, status=422 if form.is_bound else 200)
