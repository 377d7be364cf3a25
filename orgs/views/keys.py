"""API keys: which there are, making one, following one with another, and an end to it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from orgs.domain import keys as domain
from orgs.forms.keys import KeyForm, RotateForm
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.models import ApiKey
from orgs.present.keys import key_page
from orgs.queries import keys as queries
from orgs.roles import Act
from web.pages import render

TOO_MANY = f"{domain.MOST_ACTIVE} keys that work are the most. Revoke one that nothing uses."
ENDED = "This key works no more, or has been rotated already."


@require_safe
@organization_page(Act.ADMINISTER)
def key_list(request: OrganizationRequest) -> HttpResponse:
    """Show the keys that work, then those that ended."""
    works, ended = key_page(request.access.organization)
    return render(request, "orgs/keys/list.html", {"works": works, "ended": ended})


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def key_new(request: OrganizationRequest) -> HttpResponse:
    """Make a key; the answer to the form is the one place that shows its secret."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _issued(request, form, lambda: _issue(request, form))
        if response:
            return response
    status = 422 if form.is_bound else 200
    return render(request, "orgs/keys/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def key_rotate(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Follow a key with another one like it; the answer to the form shows the new secret."""
    key = _key_or_404(request, public_id)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _issued(request, form, lambda: _rotate(request, form, public_id))
        if response:
            return response
    context = {"form": form, "key": key, "can_rotate": key.is_active() and not key.is_replaced()}
    return render(request, "orgs/keys/rotate.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.ADMINISTER)
def key_revoke(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Ask whether to revoke a key, then do; one that has ended stays as it is."""
    key = _key_or_404(request, public_id)
    if request.method != "POST":
        return render(request, "orgs/keys/revoke.html", {"key": key})
    organization = request.access.organization
    done = domain.revoke_key(
        actor=actor_of(request), organization=organization, public_id=public_id
    )
    messages.info(request, f"{key.name} works no more." if done else f"{key.name} had ended.")
    return redirect("key_list", organization.slug)


def _issue(request: OrganizationRequest, form: KeyForm) -> tuple[ApiKey, str]:
    return domain.issue_key(
        actor=actor_of(request),
        organization=request.access.organization,
        by=request.access.user,
        name=form.cleaned_data["name"],
        scopes=form.scopes_chosen(),
        is_test=form.cleaned_data["kind"] == "test",
        expires_at=form.expires_at(),
        requests_per_minute=form.cleaned_data["requests_per_minute"],
        once=form.cleaned_data["once"],
    )


def _rotate(request: OrganizationRequest, form: RotateForm, public_id: str) -> tuple[ApiKey, str]:
    return domain.rotate_key(
        actor=actor_of(request),
        organization=request.access.organization,
        by=request.access.user,
        public_id=public_id,
        overlap=form.overlap_chosen(),
        once=form.cleaned_data["once"],
    )


def _issued(
    request: OrganizationRequest,
    form: KeyForm | RotateForm,
    make: Callable[[], tuple[ApiKey, str]],
) -> HttpResponse | None:
    """Make a key and show its secret; None where it is refused, which the form then says.

    A form sent again, by a reload or a second click, is answered without the secret.
    """
    try:
        key, secret = make()
    except domain.TooManyKeys:
        form.add_error(None, TOO_MANY)
        return None
    except domain.KeyEnded:
        form.add_error(None, ENDED)
        return None
    except domain.AlreadyIssued as again:
        return _unstored(render(request, "orgs/keys/known.html", {"key": again.key}, status=409))
    context = {"key": key, "secret": secret, "old": key.rotated_from}
    return _unstored(render(request, "orgs/keys/issued.html", context))


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _key_or_404(request: OrganizationRequest, public_id: str) -> ApiKey:
    key = queries.key(request.access.organization, public_id)
    if key is None:
        raise Http404
    return key
