"""Queues are drawn as asked; verdicts count once all reviewers have given theirs, and agree."""

from typing import Any

import pytest

from conversations.models import Conversation, Finding, FindingDecision
from findings.domain import Missing, Refused, draw_queues, give_verdict, make_queue, settle_item
from findings.models import ReviewItem, ReviewQueue, Verdict, VerdictKind
from findings.queries.kept import read
from findings.queries.reviews import complete
from findings.tests.making import dinners, selection
from orgs.domain import Actor
from orgs.models import AuditEvent, Organization, Role, User
from roxels_dash.tests.people import make_member

pytestmark = pytest.mark.django_db


def actor(user: User) -> Actor:
    return Actor(AuditEvent.Actor.USER, user.pk)


def queue(organization: Organization, by: User, query: str = "", **fields: Any) -> ReviewQueue:
    """Return a drawn queue, of all findings by one reviewer unless `fields` say otherwise."""
    told = {
        "name": "Cities", "goals": [], "sampling": "all", "size": None, "low_confidence": 0.6,
        "reviewers": 1, **fields,
    }  # fmt: skip
    chosen = read(organization.pk, selection(query))
    made = make_queue(actor=actor(by), organization=organization, read=chosen, **told)
    draw_queues()
    made.refresh_from_db()
    return made


def items(of: ReviewQueue) -> list[tuple[str, str]]:
    found = ReviewItem.objects.filter(queue=of).order_by("position")
    return list(found.values_list("conversation__public_id", "goal"))


def say(of: ReviewQueue, who: User, kind: str, position: int = 1, **told: Any) -> ReviewItem:
    return give_verdict(
        organization=of.organization,
        reviewer=who,
        queue=of.public_id,
        position=position,
        kind=VerdictKind(kind),
        **told,
    )


def value(conversation: Conversation, goal: str) -> tuple[Any, str]:
    found = Finding.objects.get(conversation=conversation, goal=goal)
    return found.value, found.review


@pytest.fixture
def second(northwind: Organization) -> User:
    return make_member("second", northwind, Role.ANALYST)


def test_of_a_sorted_table_only_what_it_shows_is_drawn(
    northwind: Organization, analyst: User
) -> None:
    dinners(northwind)
    drawn = items(queue(northwind, analyst, "sort=asc:day", goals=["city"]))
    assert drawn == [("iv_1", "city"), ("iv_0", "city")]


def test_all_findings_newest_first(northwind: Organization, analyst: User) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, "where=city:filled:", goals=["city", "people"])
    assert items(made) == [
        ("iv_3", "city"), ("iv_3", "people"), ("iv_2", "city"), ("iv_2", "people"),
        ("iv_1", "city"), ("iv_1", "people"), ("iv_0", "city"), ("iv_0", "people"),
    ]  # fmt: skip
    assert made.state == "open"


def test_a_seed_draws_the_same_again(northwind: Organization, analyst: User) -> None:
    dinners(northwind, times=4)
    made = queue(northwind, analyst, sampling="random", size=10)
    first = items(made)
    assert len(set(first)) == 10
    ReviewItem.objects.all().delete()
    ReviewQueue.objects.update(state="drawing")
    draw_queues()
    assert items(made) == first
    ReviewItem.objects.all().delete()
    ReviewQueue.objects.update(state="drawing", seed=made.seed + 1)
    draw_queues()
    assert items(made) != first


def test_doubtful_ones_alone(northwind: Organization, analyst: User) -> None:
    dinners(northwind)
    doubted = Finding.objects.filter(goal="city", conversation__public_id__in=["iv_0", "iv_1"])
    doubted.update(is_supported=False)
    Finding.objects.filter(goal="people", conversation__public_id="iv_2").update(confidence=0.5)
    Finding.objects.filter(goal="people", conversation__public_id="iv_3").update(confidence=0.7)
    made = queue(northwind, analyst, sampling="doubtful")
    assert items(made) == [("iv_2", "people"), ("iv_1", "city"), ("iv_0", "city")]


def test_a_search_is_drawn_too(northwind: Organization, analyst: User) -> None:
    dinners(northwind, times=2)
    made = queue(northwind, analyst, "q=blue", goals=["city"])
    assert items(made) == [("iv_9", "city"), ("iv_3", "city")]


def test_one_reviewers_verdict_counts_at_once(northwind: Organization, analyst: User) -> None:
    first, *_ = dinners(northwind)
    made = queue(northwind, analyst, "where=city:is:Lisbon", goals=["city"])
    item = say(made, analyst, "correct", 2, value="Porto", note="They said Porto.")
    assert (item.state, item.answer, item.answered_by) == ("agreed", "correct", analyst)
    assert value(first, "city") == ("Porto", "corrected")
    decision = FindingDecision.objects.get()
    assert (decision.reason, decision.decided_by) == ("They said Porto.", analyst)


def test_two_who_agree_count_together(northwind: Organization, analyst: User, second: User) -> None:
    *_, last = dinners(northwind)[:4]
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    assert say(made, analyst, "reject").state == "open"
    assert value(last, "city") == ("Lisbon", "")
    assert say(made, second, "reject").state == "agreed"
    assert value(last, "city") == (None, "rejected")


def test_one_may_think_again_until_all_have_spoken(
    northwind: Organization, analyst: User, second: User
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    say(made, analyst, "reject")
    assert say(made, analyst, "accept").verdicts == 1
    say(made, second, "accept")
    with pytest.raises(Refused, match="all its verdicts"):
        say(made, analyst, "reject")


def test_who_do_not_agree_wait_to_be_settled(
    northwind: Organization, analyst: User, second: User, admin: User
) -> None:
    *_, last = dinners(northwind)[:4]
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    say(made, analyst, "correct", value="Porto")
    assert say(made, second, "correct", value="Faro").state == "split"
    assert value(last, "city") == ("Lisbon", "")
    [[one, other]] = [each.kinds for each in complete([made.pk])[made.pk]]
    assert one != other  # Both corrected it, and they do not agree.
    told: dict[str, Any] = {
        "actor": actor(admin), "organization": northwind, "by": admin,
        "queue": made.public_id, "position": 1,
    }  # fmt: skip
    with pytest.raises(Refused):
        settle_item(**told, kind=VerdictKind.UNSURE)
    assert settle_item(**told, kind=VerdictKind.CORRECT, value="Faro").state == "settled"
    assert value(last, "city") == ("Faro", "corrected")
    assert Verdict.objects.count() == 2
    with pytest.raises(Refused, match="Only what"):
        settle_item(**{**told, "position": 2}, kind=VerdictKind.ACCEPT)


def test_the_unsure_wait_too(northwind: Organization, analyst: User) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"])
    assert say(made, analyst, "unsure").state == "split"


def test_refusals_write_nothing(northwind: Organization, analyst: User, stranger: User) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"])
    with pytest.raises(Refused) as caught:
        say(made, analyst, "correct")
    assert caught.value.field == "value"
    with pytest.raises(Missing):
        say(made, analyst, "accept", 99)
    ReviewQueue.objects.update(state="closed")
    with pytest.raises(Refused, match="queue is closed"):
        say(made, analyst, "accept")
    assert not Verdict.objects.exists()


def test_who_judged_different_values_did_not_agree(
    northwind: Organization, analyst: User, second: User
) -> None:
    *_, last = dinners(northwind)[:4]
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    say(made, analyst, "accept")
    Finding.objects.filter(conversation=last, goal="city").update(value="Oslo")  # committed anew
    assert say(made, second, "accept").state == "split"
