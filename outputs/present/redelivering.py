"""What is asked before deliveries are sent again."""

from django.urls import reverse

from outputs.present.questions import Question
from outputs.present.words import event_label
from outputs.queries.rows import Row
from web.format import plural

_AGAIN = [
    "The same bytes go out under the same id, so that a program that had them already can tell.",
    "It is tried at once, and again as planned if that fails; the tries so far stay on record.",
]


def about_delivery(slug: str, row: Row) -> Question:
    """Return what is asked before a delivery is sent again."""
    back = reverse("delivery_page", args=[slug, row.public_id])
    return Question(
        title=f"Redeliver “{event_label(row.event_type)}”?",
        points=_AGAIN,
        button="Redeliver",
        action=reverse("delivery_redeliver", args=[slug, row.public_id]),
        back=back,
        keep="Leave it",
        crumbs=[(reverse("delivery_list", args=[slug]), "Deliveries"), (back, row.public_id)],
    )


def about_many(slug: str, public_ids: list[str]) -> Question:
    """Return what is asked before these deliveries are sent again."""
    back = reverse("delivery_list", args=[slug])
    return Question(
        title=f"Redeliver {plural(len(public_ids), 'delivery', 'deliveries')}?",
        points=[*_AGAIN, "What cannot be sent again, such as what was erased, is left out."],
        button="Redeliver",
        action=reverse("delivery_redeliver_many", args=[slug]),
        back=back,
        keep="Leave them",
        crumbs=[(back, "Deliveries")],
        fields=[*(("id", public_id) for public_id in public_ids), ("sure", "1")],
    )
