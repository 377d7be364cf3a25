"""What is asked before deliveries are sent again."""

from django.urls import reverse

from orgs.models import Organization
from outputs.domain import Matching, Recovered, why_not
from outputs.domain.matching import MOST_LOOKED_AT
from outputs.domain.redelivering import MOST_RECOVERED
from outputs.filters import DeliveryFilters
from outputs.models import Delivery
from outputs.present.deliveries import list_url
from outputs.present.questions import Question
from outputs.present.recovering import held_somewhere, held_until, sending_many
from outputs.present.words import event_label
from web.format import plural

_LEFT_OUT = (
    "What cannot be sent again is left out: what an import brought, what a browser fired, what was "
    "erased or is no longer kept, and what is on its way by itself."
)
_LOOKED_AT = f"Only {MOST_LOOKED_AT:,} of those that match were looked at"
_SAME_BYTES = (
    "The same bytes go out under the same id, so that a program that had them already can tell."
)
_AGAIN = [
    _SAME_BYTES,
    "It is tried at once, and again as planned if that fails; the tries so far stay on record.",
]


def about_delivery(organization: Organization, delivery: Delivery) -> Question:
    """Return what is asked before a delivery is sent again, or why it cannot be."""
    slug, event = organization.slug, event_label(delivery.event_type)
    back = reverse("delivery_page", args=[slug, delivery.public_id])
    problem, held = why_not(delivery), held_until(delivery.endpoint)
    points = [_SAME_BYTES, f"It is due again, and {held}."] if held else _AGAIN
    return Question(
        title=f"“{event}” cannot be sent again" if problem else f"Redeliver “{event}”?",
        points=[problem] if problem else points,
        button="" if problem else "Redeliver",
        action=reverse("delivery_redeliver", args=[slug, delivery.public_id]),
        back=back,
        keep="Back to it" if problem else "Leave it",
        crumbs=[(reverse("delivery_list", args=[slug]), "Deliveries"), (back, delivery.public_id)],
    )


def about_many(organization: Organization, public_ids: list[str]) -> Question:
    """Return what is asked before these deliveries are sent again."""
    slug = organization.slug
    back = reverse("delivery_list", args=[slug])
    return Question(
        title=f"Redeliver {plural(len(public_ids), 'delivery', 'deliveries')}?",
        points=[
            *_AGAIN,
            "What cannot be sent again, such as what was erased, is left out.",
            *held_somewhere(organization),
        ],
        button="Redeliver",
        action=reverse("delivery_redeliver_many", args=[slug]),
        back=back,
        keep="Leave them",
        crumbs=[(back, "Deliveries")],
        fields=[*(("id", public_id) for public_id in public_ids), ("sure", "1")],
    )


def about_matching(
    organization: Organization, filters: DeliveryFilters, matching: Matching
) -> Question:
    """Return what is asked before all that passes the filters is sent again, with its count."""
    if not matching.count:
        return _about_nothing(organization.slug, filters, matching)
    is_more = matching.count > MOST_RECOVERED
    count = plural(min(matching.count, MOST_RECOVERED), "delivery", "deliveries")
    points = [*_AGAIN, _LEFT_OUT, *held_somewhere(organization)]
    if not filters.is_narrowed:
        points.insert(0, "Nothing narrows the list: this is every delivery there is.")
    if is_more:
        points.append(f"They go out by {MOST_RECOVERED:,}, and you are asked again in between.")
    elif not matching.is_whole:
        points.append(f"{_LOOKED_AT} for this number; what else matches and can be sent goes, too.")
    among = "more than" if is_more else "all" if matching.is_whole else "at least"
    return _question(
        organization.slug,
        filters,
        f"Redeliver {among} {count}?",
        points,
        f"Redeliver {count}" if is_more or matching.is_whole else "Redeliver all that match",
        matching.asked_at.isoformat(timespec="microseconds"),
    )


def _about_nothing(slug: str, filters: DeliveryFilters, matching: Matching) -> Question:
    if matching.is_whole:
        return _question(slug, filters, "Nothing here can be sent again", [_LEFT_OUT])
    title = f"None of {MOST_LOOKED_AT:,} that match can be sent again"
    further = f"{_LOOKED_AT}. Narrow the list, by state, endpoint or time, to look further."
    return _question(slug, filters, title, [_LEFT_OUT, further])


def about_rest(
    organization: Organization, filters: DeliveryFilters, sent: Recovered, asked_at: str
) -> Question:
    """Return what is asked once the first ones are due again, and there are more."""
    points = [sending_many(organization, sent.total), "There are more that match.", *_AGAIN]
    return _question(
        organization.slug, filters, "Go on with the next ones?", points, "Go on", asked_at
    )


def _question(
    slug: str,
    filters: DeliveryFilters,
    title: str,
    points: list[str],
    button: str = "",
    asked_at: str = "",
) -> Question:
    back = list_url(slug, filters)
    return Question(
        title=title,
        points=points,
        button=button,
        action=list_url(slug, filters, path="delivery_redeliver_matching"),
        back=back,
        keep="Leave them" if button else "Back to the list",
        crumbs=[(back, "Deliveries")],
        fields=[("asked_at", asked_at)],
    )
