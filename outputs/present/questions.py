"""What is asked before something is done that others will notice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from conversations.models import Template
from outputs.models import Endpoint


@dataclass(frozen=True, slots=True)
class Question:
    """`points`: what will happen, a sentence each; `crumbs`: (address, text) from the list on.

    `fields`: hidden ones of the form, (name, value).
    """

    title: str
    points: list[str]
    button: str
    action: str
    back: str
    keep: str
    crumbs: list[tuple[str, str]]
    fields: list[tuple[str, str]] = field(default_factory=list)


_VERBS = {
    "pause": (
        "Pause {name}?",
        [
            "Nothing more is sent to it; tries under way finish.",
            "What becomes due is held, and sent when you resume it. None is lost.",
        ],
        "Pause it",
        "Let it go on",
    ),
    "resume": (
        "Resume {name}?",
        ["What was held is sent at once, the oldest first."],
        "Resume it",
        "Keep it paused",
    ),
    "enable": (
        "Enable {name}?",
        [
            "What was held is sent at once, the oldest first.",
            "Five days of nothing but failures disable it again, counted from now on.",
        ],
        "Enable it",
        "Keep it disabled",
    ),
    "disable": (
        "Disable {name}?",
        [
            "Nothing more is sent to it until somebody enables it again; tries under way finish.",
            "What becomes due is held. None is lost.",
        ],
        "Disable it",
        "Let it go on",
    ),
    "delete": (
        "Delete {name}?",
        [
            "Nothing is ever sent to it again: its secret and its headers are destroyed.",
            "Its deliveries, with every try, stay in the log under its name.",
        ],
        "Delete it for good",
        "Keep it",
    ),
    "test": (
        "Send a test to {name}?",
        [
            "One event of the type “test” is sent, signed like every other; it tells of nobody.",
            "You see its delivery, with every try, at once.",
        ],
        "Send a test",
        "Not now",
    ),
}


def about_endpoint(slug: str, endpoint: Endpoint, verb: str, more: Sequence[str] = ()) -> Question:
    """Return what is asked before `verb`, a key of _VERBS, is done to an endpoint.

    `more`: what will happen first of all, of this endpoint.
    """
    title, points, button, keep = _VERBS[verb]
    back = reverse("endpoint_page", args=[slug, endpoint.public_id])
    return Question(
        title=title.format(name=endpoint.name),
        points=[*more, *points],
        button=button,
        action=reverse(f"endpoint_{verb}", args=[slug, endpoint.public_id]),
        back=back,
        keep=keep,
        crumbs=[(reverse("endpoint_list", args=[slug]), "Endpoints"), (back, endpoint.name)],
    )


def about_output(slug: str, template: Template, number: int, position: int, given: Any) -> Question:
    """Return what is asked before an output is removed from version `number` of a template."""
    name = str(given.get("id") or "") if isinstance(given, dict) else ""
    back = reverse("template_outputs", args=[slug, template.public_id])
    page = reverse("template_page", args=[slug, template.public_id])
    return Question(
        title=f"Remove the output {name or position}?",
        points=[
            "A new version of the template is made without it; conversations that begin from then "
            "on no longer fire it.",
            "Those that run already keep their version, and what was sent stays in the log.",
        ],
        button="Remove",
        action=reverse("template_output_remove", args=[slug, template.public_id, position]),
        back=back,
        keep="Keep it",
        crumbs=[
            (reverse("template_list", args=[slug]), "Templates"),
            (page, template.name),
            (back, "Outputs"),
        ],
        fields=[("version", str(number))],
    )
