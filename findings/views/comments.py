"""What members write about turns of a conversation."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from conversations.models import Conversation
from conversations.queries import facts
from findings import domain
from findings.forms.reviews import CommentForm
from findings.present.comments import comment_page
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render

ASKED = ["GET", "HEAD", "POST"]
_BLOCKS = {"rail-comments": "comments"}


@require_http_methods(["GET", "HEAD"])
@organization_page(Act.READ)
def comment_list(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show a conversation's comments, turn by turn: a page, or the card beside the transcript."""
    turn = request.GET.get("turn", "")
    initial = {"turn": int(turn)} if turn.isdecimal() and len(turn) < 10 else {}
    return _show(request, _conversation(request, public_id), CommentForm(initial=initial))


@require_http_methods(ASKED)
@organization_page(Act.REVIEW)
def comment_add(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Keep a comment on a turn; whoever comes by GET is led to the comments."""
    conversation = _conversation(request, public_id)
    if request.method != "POST":
        return redirect("comment_list", request.access.organization.slug, public_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            domain.comment(
                conversation=conversation, author=request.access.user, **form.cleaned_data
            )
            return redirect("comment_list", request.access.organization.slug, public_id)
        except domain.Refused as refused:
            form.refuse(refused)
    return _show(request, conversation, form, status=422)


@require_http_methods(ASKED)
@organization_page(Act.REVIEW, logged=False)
def comment_delete(
    request: OrganizationRequest, public_id: str, comment_id: int
) -> HttpResponseBase:
    """Delete one's own comment; one that is gone, or another's, changes nothing, nor does a GET."""
    conversation = _conversation(request, public_id)
    if request.method == "POST":
        domain.uncomment(
            conversation=conversation, author=request.access.user, comment_id=comment_id
        )
    return redirect("comment_list", request.access.organization.slug, public_id)


def _conversation(request: OrganizationRequest, public_id: str) -> Conversation:
    conversation = facts.get(request.access.organization, public_id)
    if conversation is None:
        raise Http404
    return conversation


def _show(
    request: OrganizationRequest, conversation: Conversation, form: CommentForm, status: int = 200
) -> HttpResponse:
    page = comment_page(request.access.organization.slug, conversation, request.access.user)
    context = {"page": page, "form": form}
    return render(request, "reviews/comments.html", context, blocks=_BLOCKS, status=status)
