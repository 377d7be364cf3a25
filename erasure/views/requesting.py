"""Recording a request; its answer is the one page that shows the nonce."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from erasure import domain
from erasure.forms.support import RequestForm
from erasure.models import AskedBy, Erasure, IdentityCheck, Via
from erasure.queries import finding
from orgs.http import actor_of, support_page
from orgs.models import Organization, User
from orgs.queries import organization_at
from persons.models import Person
from web.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
@support_page
def support_request(request: HttpRequest) -> HttpResponseBase:
    """Ask for what is to be known of a request, then record it.

    While one is open for the person it is shown instead: a form sent twice makes one request.
    """
    organization, person = _whom(request)
    known = finding.open_request(person)
    if known:
        return redirect("support_job", known)
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = RequestForm(
        request.POST if request.method == "POST" else None, initial={"received_at": now}
    )
    if not form.is_valid():
        context = {"form": form, "organization": organization, "person": person}
        status = 422 if form.is_bound else 200
        return render(request, "erasure/request.html", context, status=status)
    try:
        erasure, nonce = _record(request, organization, person, form)
    except domain.AlreadyRequested as already:
        return redirect("support_job", already.public_id)
    return issued(request, "erasure/recorded.html", erasure, nonce)


def issued(request: HttpRequest, template: str, erasure: Erasure, nonce: str) -> HttpResponse:
    """Show the nonce, this once; no cache keeps the page."""
    response = render(request, template, {"erasure": erasure, "nonce": nonce})
    response["Cache-Control"] = "private, no-store"
    return response


def _whom(request: HttpRequest) -> tuple[Organization, Person]:
    organization = organization_at(request.GET.get("organization", ""))
    if organization is None:
        raise Http404
    person = finding.person(organization, request.GET.get("person", ""))
    if person is None:
        raise Http404
    return organization, person


def _record(
    request: HttpRequest, organization: Organization, person: Person, form: RequestForm
) -> tuple[Erasure, str]:
    given = form.cleaned_data
    erasure, nonce = domain.request_person(
        actor=actor_of(request),
        organization=organization,
        public_id=person.public_id,
        via=Via.SUPPORT,
        asked_by=AskedBy(given["asked_by"]),
        identity_check=IdentityCheck(given["identity_check"]),
        ticket=given["ticket"],
        received_at=given["received_at"],
    )
    if given["note"]:
        author = request.user
        assert isinstance(author, User)
        domain.comment(erasure=erasure, author=author, text=given["note"])
    return erasure, nonce
