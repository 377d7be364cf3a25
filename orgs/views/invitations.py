"""Inviting people, and what an invitation's link leads to."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orgs.domain import invitations as domain
from orgs.domain import links
from orgs.forms.members import InviteForm
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.models import Role
from orgs.queries import members as queries
from orgs.roles import Act
from web.pages import render

REFUSED = {
    domain.AlreadyAMember: "This person is a member already.",
    domain.TooManyInvitations: f"{domain.PER_DAY} invitations a day are the most. Try tomorrow.",
    domain.InvitationClosed: "This invitation was closed meanwhile. Reload the page for a new one.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def member_invite(request: OrganizationRequest) -> HttpResponse:
    """Make an invitation; the answer to the form is the one place that shows its link."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form)
    try:
        invited = domain.invite(
            actor=actor_of(request),
            organization=request.access.organization,
            by=request.access.user,
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            once=form.cleaned_data["once"],
        )
    except tuple(REFUSED) as refusal:
        form.add_error(None, REFUSED[type(refusal)])
        return _form(request, form)
    context = {
        "invitation": invited.invitation,
        "link": link_of(invited.token),
        "is_mailed": _mail(request, invited) if invited.is_new else True,
    }
    response = render(request, "orgs/members/invited.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def invitation_revoke(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Ask whether to revoke an invitation, then do; one that is closed already stays so."""
    organization = request.access.organization
    if request.method != "POST":
        invitation = queries.pending_one(organization, public_id)
        if invitation is None:
            raise Http404
        return render(request, "orgs/members/revoke.html", {"invitation": invitation})
    done = domain.revoke(actor=actor_of(request), organization=organization, public_id=public_id)
    messages.info(request, "The link works no more." if done else "This invitation is not open.")
    return redirect("member_list", organization.slug)


def link_of(token: str) -> str:
    """Return the address to open. The token is in the query, which no log keeps."""
    return f"{settings.BASE_URL}{reverse('join')}?invitation={token}"


def _form(request: OrganizationRequest, form: InviteForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "orgs/members/invite.html", {"form": form}, status=status)


def _mail(request: OrganizationRequest, invited: domain.Invited) -> bool:
    """Send the link to its address; return whether the mail server took it.

    In the request: a task would carry the token through the queue.
    """
    organization = request.access.organization
    context = {
        "organization": organization,
        "inviter": request.access.user,
        "link": link_of(links.as_mailed(invited.token)),
        "current_site": get_current_site(request),
    }
    subject = " ".join(f"Roxels Dash: You are invited to {organization.name}".split())
    body = render_to_string("orgs/email/invitation.txt", context, request, using="django")
    try:
        return EmailMessage(subject, body, to=[invited.invitation.email]).send() == 1
    except (SMTPException, OSError):
        return False
