"""Support's queue, and finding whom a request is about."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from erasure.forms.support import FindForm, QueueForm
from erasure.present.queue import QueuePage, queue_page
from erasure.queries import finding
from orgs.domain import record
from orgs.http import actor_of, support_page
from orgs.queries.audit import was_recorded
from web import keyset
from web.pages import render

_FILTERS = ("show", "state", "kind", "organization", "ticket", "overdue")
_SPARINGLY = timedelta(minutes=10)


@require_safe
@support_page
def support_queue(request: HttpRequest) -> HttpResponse:
    """Show one page of the queue; the URL holds all of its state."""
    form = QueueForm(request.GET)
    shown = _read(request, form) if form.is_valid() else None
    context: dict[str, Any] = {
        "form": form,
        "queue": shown,
        "is_filtered": any(request.GET.get(name) for name in _FILTERS if name != "show"),
        "is_closed": bool(shown) and form.filters().is_closed,
    }
    return render(request, "erasure/queue.html", context, status=200 if shown else 422)


def _read(request: HttpRequest, form: QueueForm) -> QueuePage:
    """Return the page asked for; a cursor that does not fit shows the first page and says so."""
    given = [(name, value) for name in _FILTERS if (value := request.GET.get(name, ""))]
    asked = keyset.Request(request.GET.get("older", ""), request.GET.get("newer", ""))
    try:
        return queue_page(form.filters(), given, asked)
    except keyset.BadCursorError:
        return queue_page(form.filters(), given, keyset.Request(), cursor_was_bad=True)


@require_http_methods(["GET", "HEAD", "POST"])
@support_page
def support_find(request: HttpRequest) -> HttpResponse:
    """Find persons by an exact id, in all organisations, without saying who they are.

    Each organisation that has one reads in its audit log that support staff looked for them. The id
    stands in no address: these are kept by browsers and proxies.
    """
    form = FindForm(request.POST) if request.method == "POST" else FindForm()
    hits = finding.with_id(form.cleaned_data["q"]) if form.is_valid() else None
    for hit in hits or []:
        _note(request, hit)
    status = 422 if form.is_bound and hits is None else 200
    context = {"form": form, "hits": hits}
    return render(request, "erasure/find.html", context, status=status)


def _note(request: HttpRequest, hit: finding.Hit) -> None:
    """Tell the organisation, once in ten minutes: the page may be reloaded."""
    actor = actor_of(request)
    about: dict[str, Any] = {
        "organization_id": hit.organization.pk,
        "action": "support.found",
        "object_type": "person",
        "object_id": hit.public_id,
    }
    since = timezone.now() - _SPARINGLY
    if not was_recorded(since=since, actor_id=actor.id, **about):
        record(actor=actor, **about)
