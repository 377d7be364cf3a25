"""How views learn who is asking and what they may do: the one door to an organisation's pages."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from orgs import domain, queries
from orgs.models import AuditEvent, User
from orgs.queries import Access
from orgs.queries.audit import was_recorded
from orgs.roles import SUPPORT_NEEDS_REASON, Act

_SPARINGLY = timedelta(minutes=10)
FRESH_FOR = 600  # seconds that a proof of who somebody is counts for grave things
# Where a session keeps the slug of the organisation its user read last.
LAST_ORGANIZATION = "organization"

View = Callable[..., HttpResponseBase]


class OrganizationRequest(HttpRequest):
    """A request that `organization_page` let through."""

    access: Access


def organization_page(act: Act, *, logged: bool = True) -> Callable[[View], View]:
    """Let only those through who may do `act` in the organisation at `slug`.

    The view gets a request with `access`. Anonymous visitors sign in first; strangers get the 404
    of an unknown organisation; a member whose role is not enough gets 403; support staff state a
    reason first, and every read of theirs is written to the organisation's audit log, but for
    pages that show no content (`logged=False`: a poll that answers with a count).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            access = queries.access_of(request.user, slug)
            if access is None:
                raise Http404
            if not access.may(act):
                raise PermissionDenied
            if access.role is None and act in SUPPORT_NEEDS_REASON:
                if access.visit_ends_at is None:
                    return _to(reverse("support_visit", args=[slug]), request)
                if logged:
                    _record_read(request, access, kwargs)
            if access.role and request.session.get(LAST_ORGANIZATION) != slug:
                request.session[LAST_ORGANIZATION] = slug
            request.access = access  # type: ignore[attr-defined]
            return view(request, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return decorate


def support_page(view: View) -> View:
    """Let support staff through, and nobody else: to anyone else there is no such page.

    For what lies outside the organisations and shows no content of theirs.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if not request.user.is_support:
            raise Http404
        return view(request, **kwargs)

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether the user signed in, or proved it again, within ten minutes.

    With the second factor where they have one: a password alone does not count then.
    """
    user = request.user
    if not user.is_authenticated:
        return False
    wanted = "mfa" if is_mfa_enabled(user) else "password"
    records = get_authentication_records(request, user)
    newest = max((each["at"] for each in records if each["method"] == wanted), default=0)
    return bool(time.time() - newest < FRESH_FOR)


def prove_it_first(request: HttpRequest) -> HttpResponse:
    """Redirect to the page that asks for the password or a code, and back here afterwards."""
    page = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "account_reauthenticate"
    query = QueryDict(mutable=True)
    query["next"] = request.get_full_path()
    return redirect(f"{reverse(page)}?{query.urlencode(safe='/')}")


def actor_of(request: HttpRequest) -> domain.Actor:
    """Return who is asking, for the audit log."""
    user = cast(User, request.user)
    kind = AuditEvent.Actor.SUPPORT if user.is_support else AuditEvent.Actor.USER
    return domain.Actor(kind, user.pk, address_of(request))


def address_of(request: HttpRequest) -> str | None:
    """Return whose address asks, behind as many proxies as TRUSTED_PROXY_COUNT says."""
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # allauth's word for an address it cannot tell
        return None
    return address


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page, and back here afterwards."""
    return _to(reverse("account_login"), request)


def path_within(path: str, slug: str) -> str:
    """Return `path` if it is a page of this site in the organisation at `slug`, else ""."""
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return ""
    return path if match.kwargs.get("slug") == slug else ""


def record_reading(
    request: OrganizationRequest, page: str, public_id: str = "", *, sparingly: bool
) -> None:
    """Write to the audit log that support staff read `page`, where the page itself was not logged.

    `sparingly`: once in ten minutes, of what asks by itself: a line each would bury all others.
    """
    access, actor = request.access, actor_of(request)
    if access.role is not None:
        return
    about: dict[str, Any] = {
        "organization_id": access.organization.pk,
        "action": "support.read",
        "object_type": page,
        "object_id": public_id,
    }
    since = timezone.now() - _SPARINGLY
    if not sparingly or not was_recorded(since=since, actor_id=actor.id, **about):
        domain.record(actor=actor, **about)


def _record_read(request: HttpRequest, access: Access, kwargs: dict[str, Any]) -> None:
    match = request.resolver_match
    domain.record(
        actor=actor_of(request),
        action="support.read",
        organization_id=access.organization.pk,
        object_type=match.url_name or "" if match else "",
        object_id=next((str(value) for value in kwargs.values()), "")[:128],
    )


def _to(path: str, request: HttpRequest) -> HttpResponse:
    """Redirect to `path` and back again afterwards; htmx is told to leave the page."""
    query = QueryDict(mutable=True)
    query["next"] = request.get_full_path()
    target = f"{path}?{query.urlencode(safe='/')}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)
