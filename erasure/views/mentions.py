"""What becomes of mentions; where that takes conversations of others, it is asked again."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from erasure import domain
from erasure.forms.support import EraseMentionsForm, MentionsForm
from erasure.models import Erasure
from erasure.queries import job as one_job
from erasure.views.job import ASKED, erasure_or_404, show, shown_page
from orgs.http import actor_of, is_fresh, prove_it_first, support_page
from orgs.models import User
from web.pages import render


@require_http_methods(ASKED)
@support_page
def support_job_mentions(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Decide what becomes of the chosen mentions; to erase their conversations is asked again."""
    erasure = erasure_or_404(public_id)
    page = shown_page(erasure)
    if request.method != "POST" or not page.mentions:
        return redirect("support_job", public_id)
    form = MentionsForm(
        request.POST,
        mentions=[mention.id for mention in page.mentions],
        loose=[mention.id for mention in page.mentions if not mention.conversation],
    )
    if form.is_valid() and form.cleaned_data["decision"] == "erase":
        chosen = urlencode([("mention", key) for key in form.cleaned_data["mention"]])
        return redirect(f"{reverse('support_job_mentions_erase', args=[public_id])}?{chosen}")
    if form.is_valid() and _decide(request, erasure, form):
        return redirect("support_job", public_id)
    return show(request, page, mentions=form, status=422)


def _decide(request: HttpRequest, erasure: Erasure, form: MentionsForm) -> bool:
    given = form.cleaned_data
    about = {
        "actor": actor_of(request),
        "erasure_id": erasure.pk,
        "mention_ids": given["mention"],
    }
    try:
        if given["decision"] == "dismiss":
            domain.dismiss_mentions(**about, reason=given["reason"])
        else:
            domain.redact_mentions(**about)
    except domain.ErasureRefused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    return True


@require_http_methods(ASKED)
@support_page
def support_job_mentions_erase(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Tell whose conversations the chosen mentions are in; have them erased by who means it."""
    erasure = erasure_or_404(public_id)
    chosen = [int(key) for key in request.GET.getlist("mention")[:200] if key.isdecimal()]
    reach = one_job.reach(erasure, [key for key in chosen if key < 2**63])
    if not reach.mentions:
        messages.info(request, "Choose mentions that stand in conversations.")
        return redirect("support_job", public_id)
    if not is_fresh(request):
        return prove_it_first(request)
    form = EraseMentionsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _erase(request, erasure, reach, form):
        return redirect("support_job", public_id)
    context = {
        "page": shown_page(erasure),
        "form": form,
        "reach": reach,
        "typed": domain.confirmation_of_erasing(reach.mentions),
    }
    status = 422 if form.is_bound else 200
    return render(request, "erasure/erase_mentions.html", context, status=status)


def _erase(
    request: HttpRequest, erasure: Erasure, reach: one_job.Reach, form: EraseMentionsForm
) -> bool:
    """Return whether it was taken; else the form says why not."""
    try:
        count = domain.confirm_erasing(
            actor=actor_of(request),
            user=cast(User, request.user),
            erasure_id=erasure.pk,
            mention_ids=[mention.pk for mention in reach.mentions],
            typed=form.cleaned_data["typed"],
        )
    except domain.ErasureRefused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    waits = "Noted. A second person has to confirm it before anything goes."
    messages.success(request, "They go, by the same job." if count else waits)
    return True
