"""Sending deliveries again: asked first, then done."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from outputs import domain
from outputs.forms.filters import FilterForm
from outputs.forms.matching import AskedForm
from outputs.present.deliveries import list_url
from outputs.present.recovering import sending, sending_many
from outputs.present.redelivering import about_delivery, about_many, about_matching, about_rest
from outputs.queries.around import around
from outputs.queries.delivery_list import PAGE_SIZE, narrowed
from outputs.views.verbs import ASKED, ask
from web.format import plural


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def delivery_redeliver(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    """Ask whether to send a delivery again, then do; its page shows the new try."""
    organization = request.access.organization
    try:
        if request.method != "POST":
            delivery = domain.to_redeliver(organization, public_id)
            return ask(request, about_delivery(organization, delivery))
        sent = domain.redeliver(
            actor=actor_of(request), organization=organization, public_id=public_id
        )
        messages.info(request, sending(sent.endpoint))
    except domain.NoSuchDelivery:
        raise Http404 from None
    except domain.CannotRedeliver as problem:
        messages.warning(request, str(problem))
    return redirect("delivery_page", organization.slug, public_id)


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def delivery_redeliver_many(request: OrganizationRequest) -> HttpResponseBase:
    """Ask whether to send the chosen deliveries again, then do."""
    organization = request.access.organization
    chosen = list(dict.fromkeys(request.POST.getlist("id")))[:PAGE_SIZE]
    if not chosen:
        if request.method == "POST":
            messages.warning(request, "Choose deliveries in the list first.")
        return redirect("delivery_list", organization.slug)
    if "sure" not in request.POST:
        return ask(request, about_many(organization, chosen))
    count = domain.redeliver_many(
        actor=actor_of(request), organization=organization, public_ids=chosen
    )
    left = len(chosen) - count
    also = f" {plural(left, 'other')} cannot be sent again." if left else ""
    messages.info(request, f"{sending_many(organization, count)}{also}")
    return redirect("delivery_list", organization.slug)


@require_http_methods(ASKED)
@organization_page(Act.CONFIGURE)
def delivery_redeliver_matching(request: OrganizationRequest) -> HttpResponseBase:
    """Count what passes the filters in the URL and ask whether to send it all again, then do."""
    organization = request.access.organization
    filters = FilterForm(request.GET)
    if not filters.is_valid():
        return redirect(
            f"{reverse('delivery_list', args=[organization.slug])}?{request.GET.urlencode()}"
        )
    chosen = filters.filters()
    found = narrowed(organization, chosen, around(organization))
    form = AskedForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        matching = domain.count_matching(found)
        return ask(request, about_matching(organization, chosen, matching))
    sent = domain.redeliver_matching(
        actor=actor_of(request),
        organization=organization,
        found=found,
        asked_at=form.cleaned_data["asked_at"],
    )
    if sent.has_more:
        return ask(request, about_rest(organization, chosen, sent, form.data["asked_at"]))
    messages.info(request, sending_many(organization, sent.total))
    return redirect(list_url(organization.slug, chosen))
