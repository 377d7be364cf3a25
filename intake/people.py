"""Who took part: persons found or made for the participants that records name."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from conversations.models import Participation
from intake.draft import Draft
from intake.records import PersonRecord
from intake.results import Refusal
from persons.domain import Mention, MentionConflict, PersonRegister
from persons.models import Person


class People:
    """The persons of a batch: two statements to find them, two to write them."""

    def __init__(self, organization_id: int, drafts: Collection[Draft]) -> None:
        self._before: dict[int, list[int]] = defaultdict(list)
        keys = [draft.existing.id for draft in drafts if draft.existing]
        if keys:
            stored = Participation.objects.filter(conversation_id__in=keys).order_by("position")
            for conversation_id, person_id in stored.values_list("conversation_id", "person_id"):
                self._before[conversation_id].append(person_id)
        self._register = PersonRegister(
            organization_id,
            [mention(person) for draft in drafts for person in draft.record.persons],
            {person_id for persons in self._before.values() for person_id in persons},
        )

    def identify(self, draft: Draft) -> None:
        """Set the draft's persons; raises Refusal where one contradicts what is known."""
        before = self._before[draft.existing.id] if draft.existing else []
        mentions = [_sight(person, draft) for person in draft.record.persons]
        try:
            found = self._register.identify(mentions, before)
        except MentionConflict as conflict:
            raise Refusal(f"persons[{conflict.index}].{conflict.field}", conflict.reason) from None
        for person in found:
            if not any(person is other for other in draft.persons):
                draft.persons.append(person)

    def save(self) -> None:
        self._register.save()

    @property
    def relabelled(self) -> set[int]:
        """Keys of the stored persons who are called something else now."""
        return self._register.relabelled

    def touched(self, drafts: Collection[Draft]) -> set[int]:
        """Keys of everybody who takes part in these conversations, or did before; once saved."""
        now = {person.pk for draft in drafts for person in draft.persons}
        return now.union(*(self._before[draft.existing.id] for draft in drafts if draft.existing))


def mention(person: PersonRecord) -> Mention:
    return Mention(
        public_id=person.id,
        external_id=person.external_id,
        name=person.name,
        email=person.email,
        profile=person.profile,
        org_context=person.org_context,
        first_seen_at=person.first_seen_at,
        last_seen_at=person.last_seen_at,
    )


def _sight(person: PersonRecord, draft: Draft) -> Mention:
    """The mention, widened by the conversation itself."""
    first, last = person.first_seen_at or draft.seen_at, person.last_seen_at or draft.seen_at
    return replace(
        mention(person),
        first_seen_at=min(first, draft.seen_at),
        last_seen_at=max(last, draft.seen_at),
    )


def person_label(persons: Collection[Person]) -> str:
    """Return the names as a list row shows them, at most 300 characters."""
    label = ", ".join(person.display_name for person in persons)
    return label if len(label) <= 300 else f"{label[:299]}…"
