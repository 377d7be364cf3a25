"""Starting a conversation by hand: the form, and the link that it leads to."""

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from conversations.models import LIVE, Conversation
from conversations.queries import facts, joining
from conversations.queries.templates import startable
from intake.forms import NewConversationForm
from intake.results import Refusal
from intake.starting import start_conversation
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web.ids import PUBLIC_ID
from web.pages import render

_BLOCKS = {"new": "form"}


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def conversation_new(request: OrganizationRequest) -> HttpResponseBase:
    """Ask for template, persons and context, and lead to the join link of what was made."""
    if request.method == "POST":
        form = _form(request, request.POST, is_judged=True)
    else:
        form = _form(request, {"template_id": request.GET.get("template", "")})
    if not form.is_valid():
        return _page(request, form, 422 if form.is_bound else 200)
    try:
        made = _start(request, form)
    except Refusal as refusal:
        form.refuse(refusal.field, refusal.reason)
        return _page(request, form, 422)
    return redirect("conversation_made", request.access.organization.slug, made.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.CONFIGURE)
def conversation_new_rows(request: OrganizationRequest) -> HttpResponseBase:
    """Show the form again, as it was sent, with one more line for what the button says."""
    if request.method != "POST":
        return redirect("conversation_new", request.access.organization.slug)
    form = _form(request, request.POST)
    of = request.POST.get("add", "")
    form.add_row(of)
    return _page(request, form, added=of)


@require_safe
@organization_page(Act.CONFIGURE)
def conversation_made(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show the link to hand to whoever is to join."""
    conversation = facts.get(request.access.organization, public_id)
    if conversation is None or conversation.source != LIVE:
        raise Http404
    template = conversation.template
    context = {
        "conversation": conversation,
        "template": template,
        "state": joining.state_of(conversation, timezone.now()),
        "link": settings.BASE_URL + reverse("conversation_join", args=[conversation.public_id]),
    }
    response = render(request, "intake/made.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(
    request: OrganizationRequest, told: Mapping[str, str], *, is_judged: bool = False
) -> NewConversationForm:
    chosen = told.get("template_id", "")
    chosen = chosen if PUBLIC_ID.fullmatch(chosen) else ""
    templates = startable(request.access.organization, chosen)
    if is_judged:
        return NewConversationForm(request.POST, templates=templates)
    return NewConversationForm(shown=told, templates=templates)


def _start(request: OrganizationRequest, form: NewConversationForm) -> Conversation:
    told = form.cleaned_data
    return start_conversation(
        actor=actor_of(request),
        organization=request.access.organization,
        template_id=told["template_id"],
        persons=told["persons"],
        context=told["context"],
        is_test=told["kind"] == "test",
        once=told["once"],
    )


def _page(
    request: OrganizationRequest, form: NewConversationForm, status: int = 200, added: str = ""
) -> HttpResponse:
    context = {"form": form, "added": added}
    return render(request, "intake/new.html", context, blocks=_BLOCKS, status=status)
