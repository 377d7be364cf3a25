"""The members of an organisation: who they are, what they may do, and an end to it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from orgs.domain import members as domain
from orgs.forms.members import RoleForm
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.models import Membership, Role
from orgs.queries import members as queries
from orgs.roles import Act
from web.pages import render

LAST_ADMIN = "An organisation needs an admin. Make somebody else one first."
GONE = "This person is not a member any more."


@require_safe
@organization_page(Act.ADMINISTER)
def member_list(request: OrganizationRequest) -> HttpResponse:
    """Show who is a member, and who was invited."""
    organization = request.access.organization
    context = {
        "members": list(queries.members(organization)),
        "pending": list(queries.pending(organization)),
    }
    return render(request, "orgs/members/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def member_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show one member, and change what they may do."""
    slug = request.access.organization.slug
    if request.method != "POST":
        shown = _member_or_404(request, public_id)
        return _page(request, shown, RoleForm(initial={"role": shown.role}))
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, _member_or_404(request, public_id), form, status=422)
    try:
        membership = domain.change_role(
            actor=actor_of(request),
            organization=request.access.organization,
            public_id=public_id,
            role=Role(form.cleaned_data["role"]),
        )
    except domain.NotAMember:
        raise Http404 from None
    except domain.LastAdmin:
        form.add_error(None, LAST_ADMIN)
        return _page(request, _member_or_404(request, public_id), form, status=422)
    messages.success(request, _changed(membership))
    own_demotion = membership.user_id == request.access.user.pk and membership.role != Role.ADMIN
    return redirect("organization_home" if own_demotion else "member_list", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def member_remove(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Ask whether to remove a member, then do; a removal sent twice changes nothing more."""
    organization = request.access.organization
    if request.method != "POST":
        context = _facts(_member_or_404(request, public_id))
        return render(request, "orgs/members/remove.html", context)
    try:
        domain.remove_member(
            actor=actor_of(request), organization=organization, public_id=public_id
        )
    except domain.NotAMember:
        messages.info(request, GONE)
    except domain.LastAdmin:
        messages.error(request, LAST_ADMIN)
        return redirect("member_page", organization.slug, public_id)
    else:
        messages.success(request, "Removed. Their account stays, and no longer opens this.")
    if not request.access.user.memberships.filter(organization=organization).exists():
        return redirect("home")
    return redirect("member_list", organization.slug)


def _member_or_404(request: OrganizationRequest, public_id: str) -> Membership:
    membership = queries.member(request.access.organization, public_id)
    if membership is None:
        raise Http404
    return membership


def _facts(membership: Membership) -> dict[str, object]:
    return {"member": membership, "is_last_admin": queries.is_last_admin(membership)}


def _page(
    request: OrganizationRequest, membership: Membership, form: RoleForm, status: int = 200
) -> HttpResponse:
    context = {**_facts(membership), "form": form}
    return render(request, "orgs/members/page.html", context, status=status)


def _changed(membership: Membership) -> str:
    article = "a" if membership.role == Role.VIEWER else "an"
    return f"{membership.user.display_name} is {article} {membership.role} now."
