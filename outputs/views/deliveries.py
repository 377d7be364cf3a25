"""The deliveries list, one delivery, and sending it again."""

from functools import cache
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act
from outputs.filters import DeliveryFilters
from outputs.forms.filters import FilterForm
from outputs.present import deliveries as present
from outputs.present.one_delivery import one_delivery
from outputs.queries import one_delivery as queries
from outputs.queries.around import around
from web import keyset
from web.pages import push, render

_BLOCKS = {"listing": "listing", "results": "results"}
_PLACES = {"older", "newer"}


@cache
def _no_filters() -> FilterForm:
    """Return the form of the whole list, made and read once; nothing changes it."""
    form = FilterForm(QueryDict())
    form.is_valid()
    return form


@require_safe
@organization_page(Act.READ)
def delivery_list(request: OrganizationRequest) -> HttpResponse:
    """Show one page of the list; the URL holds all of its state."""
    form = FilterForm(request.GET) if request.GET.keys() - _PLACES else _no_filters()
    organization = request.access.organization
    if not form.is_valid():
        context: dict[str, Any] = {"form": form, "list": None, "around": around(organization)}
        return render(request, "outputs/deliveries.html", context, blocks=_BLOCKS, status=422)
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    shown = _read(request, form.filters(), asked)
    context = {"form": form, "list": shown, "around": shown.around}
    response = render(request, "outputs/deliveries.html", context, blocks=_BLOCKS)
    return push(request, response, shown.here)


def _read(
    request: OrganizationRequest, filters: DeliveryFilters, asked: keyset.Request
) -> present.DeliveryPage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    organization = request.access.organization
    try:
        return present.delivery_page(organization, filters, asked)
    except keyset.BadCursorError:
        return present.delivery_page(organization, filters, keyset.Request(), cursor_was_bad=True)


@require_safe
@organization_page(Act.READ, logged=False)
def delivery_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Show a delivery and its tries; a page that has them gets only what changed."""
    found = queries.read(request.access.organization, public_id)
    if found is None:
        raise Http404
    is_asked_by_page = request.headers.get("HX-Request") == "true"
    record_reading(request, "delivery_page", public_id, sparingly=is_asked_by_page)
    page = one_delivery(request.access.organization, found)
    is_poll = request.headers.get("HX-Target") == "delivery-head"
    context = {"page": page, "is_news": is_poll and request.GET.get("seen") != page.mark}
    blocks = {"delivery-head": "head_of_delivery"}
    return render(request, "outputs/delivery.html", context, blocks=blocks)
