"""When the demo's organisations told what they know of their persons: when they first came."""

from orgs.models import Organization
from persons.models import Person
from web.format import iso

_CHANGING = "plan"  # which regulars have changed since
_REGULAR = 3  # conversations


def date_contexts(organization: Organization) -> None:
    """Set the times that an import, which tells everything at once, cannot know."""
    known = Person.objects.filter(organization=organization).exclude(org_context={})
    persons = list(known.only("org_context", "first_seen_at", "last_seen_at", "conversation_count"))
    for person in persons:
        person.context_changes = _changes(person)
    Person.objects.bulk_update(persons, ["context_changes"], batch_size=500)


def _changes(person: Person) -> dict[str, list[list[str]]]:
    first, last = iso(person.first_seen_at), iso(person.last_seen_at)
    changes = {key: [[first, "added"]] for key in person.org_context}
    if _CHANGING in changes and person.conversation_count >= _REGULAR:
        changes[_CHANGING].insert(0, [last, "changed"])
    return changes
