"""What an invitation's link opens: to whom it is for, whoever comes."""

from allauth.account.utils import perform_login
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from orgs.domain import invitations as domain
from orgs.domain import links
from orgs.forms.members import JoinForm
from orgs.http import address_of
from orgs.models import Invitation
from orgs.queries import access_of
from orgs.queries import members as queries
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Lead to joining by who is there: the invited account, another one, or nobody yet."""
    token, is_mailed = links.read(request.GET.get("invitation", ""))
    invitation = queries.invitation_by(links.digest_of(token)) if token else None
    if invitation is None:
        raise Http404
    if not invitation.is_open():
        return _closed(request, invitation)
    if request.user.is_authenticated:
        return _signed_in(request, invitation)
    if queries.account_at(invitation.email):
        return _show(request, "sign_in", invitation)
    return _newcomer(request, invitation, is_mailed)


def _signed_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user = request.user
    assert user.is_authenticated
    if user.email != invitation.email:
        return _show(request, "other_account", invitation)
    if request.method != "POST":
        return _show(request, "accept", invitation)
    try:
        domain.accept(address=address_of(request), invitation=invitation, user=user)
    except domain.InvitationClosed:
        return _closed(request, invitation)
    return redirect("organization_home", invitation.organization.slug)


def _newcomer(request: HttpRequest, invitation: Invitation, is_mailed: bool) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _show(request, "newcomer", invitation, form=form, status=status)
    try:
        with transaction.atomic():
            user = domain.join(
                address=address_of(request),
                invitation=invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                is_mailed=is_mailed,
            )
    except domain.InvitationClosed:
        return _closed(request, invitation)
    except IntegrityError:  # The address got an account a moment ago.
        return _show(request, "sign_in", invitation)
    response: HttpResponse = perform_login(request, user)
    return response


def _closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say why the link no longer works; whoever used it goes on to where it led."""
    invitation.refresh_from_db()
    user = request.user
    if user.is_authenticated and invitation.accepted_by_id == user.pk:
        slug = invitation.organization.slug
        if access_of(user, slug):
            return redirect("organization_home", slug)
    return _show(request, "closed", invitation, status=410)


def _show(
    request: HttpRequest,
    state: str,
    invitation: Invitation,
    *,
    form: JoinForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"state": state, "invitation": invitation, "form": form}
    response = render(request, "orgs/join.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
