"""What an organisation asks for and sees of its own erasures."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conversations.models import Conversation
from erasure import domain
from erasure.forms.customers import RequestDeletionForm, TypedForm
from erasure.models import AskedBy, Erasure, IdentityCheck, Receipt, Via
from erasure.models.lists import typed_for
from erasure.present.queue import QueuePage
from erasure.present.queue import organization_page as present_list
from erasure.queries import finding, jobs
from erasure.queries.job import mark
from erasure.views.job import NO_MORE, shown_page
from erasure.views.receipts import own_or_404
from erasure.views.requesting import issued
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from persons.models import Person
from web import keyset
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]


@require_safe
@organization_page(Act.ADMINISTER)
def erasure_list(request: OrganizationRequest) -> HttpResponse:
    """Show what was asked to be erased, newest first, and how it stands."""
    return render(request, "erasure/own_list.html", {"queue": _read(request)})


def _read(request: OrganizationRequest) -> QueuePage:
    organization = request.access.organization
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        return present_list(organization, asked)
    except keyset.BadCursorError:
        return present_list(organization, keyset.Request(), cursor_was_bad=True)


@require_safe
@organization_page(Act.ADMINISTER)
def erasure_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show one of them: state, what went, who has received something, the receipt.

    A page that follows it hears 204 where nothing changed, and 286 where nothing will any more.
    """
    erasure = own_or_404(request, public_id)
    follows = request.headers.get("HX-Target") == "erasure-live"
    if follows and erasure.is_open and request.GET.get("seen") == mark(erasure):
        return HttpResponse(status=204)
    has_receipt = Receipt.objects.filter(erasure=erasure).exists()
    context = {"page": shown_page(erasure), "has_receipt": has_receipt}
    status = NO_MORE if follows and not erasure.is_open else 200
    blocks = {"erasure-live": "live"}
    return render(request, "erasure/own.html", context, blocks=blocks, status=status)


@require_http_methods(ASKED)
@organization_page(Act.REQUEST_ERASURE)
def person_erase(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Take an admin's request to erase a person; support carry it out, and record their own."""
    person = person_or_404(request, public_id)
    if request.access.role is None:  # The page tells a name, which needs a reason.
        query = urlencode({"organization": request.access.organization.slug, "person": public_id})
        return redirect(f"{reverse('support_request')}?{query}")
    known = jobs.open_of_person(request.access.organization, person.pk)
    expected = typed_for(person.external_id, person.public_id)
    form = RequestDeletionForm(
        request.POST if request.method == "POST" else None, expected=expected
    )
    if known or not form.is_valid():
        context: dict[str, Any] = {"form": form, "person": person, "known": known}
        status = 422 if form.is_bound and not known else 200
        return render(request, "erasure/request_deletion.html", context, status=status)
    try:
        erasure, nonce = _record(request, public_id, form)
    except domain.AlreadyRequested:
        return redirect("person_erase", request.access.organization.slug, public_id)
    return issued(request, "erasure/requested.html", erasure, nonce)


def _record(
    request: OrganizationRequest, public_id: str, form: RequestDeletionForm
) -> tuple[Erasure, str]:
    return domain.request_person(
        actor=actor_of(request),
        organization=request.access.organization,
        public_id=public_id,
        via=Via.ADMIN,
        asked_by=AskedBy.CUSTOMER,
        identity_check=IdentityCheck(form.cleaned_data["identity_check"]),
        ticket=form.cleaned_data["ticket"],
    )


def person_or_404(request: OrganizationRequest, public_id: str) -> Person:
    """Return the organisation's own person; anyone else's is as unknown as none."""
    person = finding.person(request.access.organization, public_id)
    if person is None:
        raise Http404
    return person


@require_http_methods(ASKED)
@organization_page(Act.ADMINISTER)
def conversation_erase(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Ask for the conversation's id, then erase it; nobody else has to approve that."""
    organization = request.access.organization
    found = Conversation.objects.filter(
        organization=organization, public_id=public_id, erasing_at__isnull=True
    )
    conversation = found.first()
    if conversation is None:
        raise Http404
    form = TypedForm(request.POST if request.method == "POST" else None, expected=public_id)
    if not form.is_valid():
        context = {"form": form, "conversation": conversation}
        status = 422 if form.is_bound else 200
        return render(request, "erasure/delete_conversation.html", context, status=status)
    erasure = domain.erase_conversations(
        actor=actor_of(request), organization=organization, public_ids=[public_id], via=Via.ADMIN
    )
    messages.success(request, "The conversation is hidden, and erased within moments.")
    return redirect("erasure_page", organization.slug, erasure.public_id)
