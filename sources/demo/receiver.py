"""Where the demo's outputs go: receivers within our own web process, so that sending is real.

Mounted only where DEMO_RECEIVER is set, as `make run` does.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from outputs.models import Delivery


@csrf_exempt
@require_POST
def crm(request: HttpRequest) -> HttpResponse:
    """Take everything."""
    return JsonResponse({"received": True})


@csrf_exempt
@require_POST
def warehouse(request: HttpRequest) -> HttpResponse:
    """Be busy at the first try, and take the second."""
    number = request.headers.get("webhook-id", "")
    tried = Delivery.objects.filter(public_id=number).values_list("attempt_count", flat=True)
    if tried.first() == 1:
        answer = {"error": "busy loading; try again in a few seconds"}
        return _quietly(JsonResponse(answer, status=503, headers={"Retry-After": "5"}))
    return JsonResponse({"rows": 1}, status=202)


@csrf_exempt
@require_POST
def helpdesk(request: HttpRequest) -> HttpResponse:
    """Be down for maintenance, whenever asked."""
    return _quietly(JsonResponse({"error": "down for maintenance"}, status=500))


@csrf_exempt
@require_POST
def accounts(request: HttpRequest) -> HttpResponse:
    """Answer a chained call with what a customer's own system would know."""
    return JsonResponse({"tier": "gold", "seats": 40, "open_tickets": 2})


def _quietly(response: JsonResponse) -> JsonResponse:
    """Keep Django from logging as an error what is meant to fail."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


urlpatterns = [
    path("crm/", crm),
    path("warehouse/", warehouse),
    path("helpdesk/", helpdesk),
    path("accounts/", accounts),
]
