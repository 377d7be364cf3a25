"""Conversations about dinners, with findings of every kind, for tests of the explorer."""

from typing import Any

from django.http import QueryDict

from conversations.models import Conversation
from findings.forms import SelectionForm
from findings.queries.explored import Explored, explored
from findings.queries.selection import Selection
from findings.queries.table import Row, fetch
from intake.tests.making import record, save, template
from orgs.models import Organization

GOALS: list[dict[str, Any]] = [
    {"id": "city", "type": "category", "allowed_values": ["Lisbon", "San José", "Oslo"]},
    {"id": "people", "type": "number"},
    {"id": "day", "type": "date"},
    {"id": "outdoors", "type": "boolean"},
    {"id": "wishes", "type": "text", "description": "What else they asked for"},
]
SAID: tuple[dict[str, Any], ...] = (
    {"city": "Lisbon", "people": 2, "day": "2026-06-20", "outdoors": True, "wishes": "a window"},
    {"city": "Oslo", "people": 4, "day": "2026-06-21", "outdoors": False},
    {"city": "San José", "people": 2, "wishes": "by the window, and 10% off"},
    {"city": "Lisbon", "people": 12, "colour": "blue"},
    {"people": 2.5, "wishes": None},
    {},
)


def dinners(organization: Organization, *, times: int = 1, **fields: Any) -> list[Conversation]:
    """Save the template `tpl_dinner` and its conversations, each of SAID so many times."""
    template(organization, "tpl_dinner", name="Dinner", goals=GOALS, criteria=[{"id": "polite"}])
    records = [
        record(
            f"iv_{number}",
            minute=number,
            template_id="tpl_dinner",
            findings=[{"goal": goal, "value": value} for goal, value in found.items()],
            **{**_course(number), **fields},
        )
        for number, found in enumerate(SAID * times)
    ]
    return save(organization, records)


def _course(number: int) -> dict[str, Any]:
    """Some were abandoned, some judged, one says why it lacks something."""
    fields: dict[str, Any] = {"context": {"channel": "web" if number % 2 else "phone"}}
    if number % 3:
        fields["criteria"] = [
            {"criterion": "polite", "passed": number % 2 == 0, "reasoning": "It was."}
        ]
    if number == 4:
        fields["goal_states"] = {"city": "declined"}
    if number == 5:
        fields["status"] = "abandoned"
    return fields


def selection(query: str, template_id: str = "tpl_dinner") -> Selection:
    """Return the selection that a URL's query means."""
    form = SelectionForm(QueryDict(f"template={template_id}&{query}"))
    assert form.is_valid(), form.errors
    return form.selection()


def opened(organization: Organization, chosen: Selection) -> Explored:
    found = explored(organization.pk, chosen)
    assert found is not None
    return found


def rows(organization: Organization, query: str, **how: Any) -> list[Row]:
    """Return the first 50 rows of what the query selects."""
    chosen = selection(query)
    told = {"place": None, "direction": "older", "limit": 50, **how}
    return fetch(organization.pk, opened(organization, chosen), chosen, **told)


def ids(organization: Organization, query: str) -> list[str]:
    return [row.public_id for row in rows(organization, query)]
