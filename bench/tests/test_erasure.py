"""What erasure is measured with is data of the product; the report tells it against its goals."""

import pytest

from bench.erasure.comparing import Compared, compare
from bench.erasure.large import Large
from bench.erasure.making import Size, make_person
from bench.erasure.objects import Removed
from bench.erasure.report import lines
from bench.erasure.session import ErasureMeasured
from conversations.models import Conversation, Turn
from outputs.models import AttemptContent, Delivery
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_has_what_was_asked_for() -> None:
    person = make_person("somebody", Size(5, 3, 2))
    assert person.participations.count() == Conversation.objects.count() == 5
    assert (Turn.objects.count(), Delivery.objects.count()) == (15, 10)
    assert AttemptContent.objects.count() == 10


def test_both_ways_erase_everything() -> None:
    for number in range(2):
        took = compare(number, Size(5, 3, 2), lambda: None)
        assert took.rows > 0 and took.bare > 0 and took.whole > took.rows
    assert not Person.objects.exists() and not Conversation.objects.exists()
    assert not Delivery.objects.filter(conversation__isnull=False).exists()


def told(
    what: str,
    *,
    rows: float = 1,
    held: float = 0.1,
    waited: float = 0,
    most: float = 100,
    objects: float = 900,
) -> str:
    large = Large(100_000, 0.5, 5.1, 90, held, waited, (100, most), [0.002] * 100, 0)
    measured = ErasureMeasured([Compared(rows, 1, 3)] * 9, large, [Removed(objects, 1_000)] * 7)
    [line] = [line for line in lines(measured) if line.startswith(what)]
    return " ".join(line.split())


def test_each_goal_is_told_as_reached_or_missed() -> None:
    assert told("rows").endswith("1.5 pass") and told("rows", rows=1.6).endswith("1.5 miss")
    longest = "the longest transaction"
    assert told(longest).endswith("1 s pass") and told(longest, held=1.2).endswith("1 s miss")
    waiting = "the longest that others waited"
    assert told(waiting).endswith("1 s pass") and told(waiting, waited=1.2).endswith("1 s miss")
    assert "0.90" in told("objects") and told("objects", objects=700).endswith("miss")
    assert told("memory").endswith("pass") and told("memory", most=130).endswith("miss")
