"""What has its place among the turns of a page: findings, pictures, and whose words they are."""

from conversations.present import pictures, transcript
from conversations.queries.facts import Facts
from conversations.queries.speakers import names_of


def placed_of(facts: Facts) -> list[transcript.Commit]:
    """Return the findings that have their place among the turns of this part."""
    known = facts.known
    return transcript.commits(known.findings, known.turns, known.next_at)


def shown_of(facts: Facts) -> dict[int, pictures.Group]:
    """Return the pictures that do, by the turn that they were taken in."""
    known = facts.known
    return pictures.groups(
        facts.conversation, facts.pictures, known.turns, known.next_at, names_in(facts)
    )


def names_in(facts: Facts) -> dict[str, str]:
    """Return what each role is called."""
    return names_of([person.name for person in facts.known.persons])
