"""What an import took away is nobody's to review, and a closed queue takes nothing."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from conversations.models import Conversation, Finding
from findings.domain import Refused, give_verdict, move_queue, queueing, settle_item
from findings.models import QueueState, ReviewItem, ReviewQueue, Verdict, VerdictKind
from findings.queries.reviews import complete, progress
from findings.tests.making import dinners
from findings.tests.test_review_pages import item_path, say, text_of
from findings.tests.test_reviewing import actor, queue
from intake.tests.making import record, save
from orgs.models import Organization, Role, User
from roxels_dash.tests.people import ClientOf, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(northwind: Organization) -> User:
    return make_member("second", northwind, Role.ANALYST)


def bring(organization: Organization, of: ReviewQueue, position: int, **found: Any) -> None:
    """Import the conversation of an item again, with these findings and no others."""
    public_id = ReviewItem.objects.get(queue=of, position=position).conversation.public_id
    told = [{"goal": goal, "value": value} for goal, value in found.items()]
    number = int(public_id.removeprefix("iv_"))
    save(
        organization,
        [record(public_id, minute=number, template_id="tpl_dinner", findings=told)],
    )


def page_of(client: Client, of: ReviewQueue, name: str = "review_queue") -> Any:
    return client.get(reverse(name, args=[of.organization.slug, of.public_id]))


def test_what_an_import_took_away_is_not_open_and_comes_back_with_another(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made, client = queue(northwind, analyst, goals=["city"]), client_of(analyst)
    bring(northwind, made, 2, people=4)
    for position in (1, 3, 4):
        moved = say(client, made, position, verdict="accept")
    assert moved["Location"] == reverse("review_queue", args=[northwind.slug, made.public_id])
    page = text_of(page_of(client, made))
    assert "Reviewed 3 of 3" in page and "Nothing here needs your verdict" in page
    assert "An import no longer brings 1 finding" in page and "Begin" not in page
    listed = text_of(client.get(reverse("review_list", args=[northwind.slug])))
    assert "3 of 3 1 gone" in listed
    assert "Finding 3 of 3 of" in text_of(client.get(item_path(made, position=4)))

    for answer in (
        client.get(item_path(made, position=2)),
        say(client, made, 2, verdict="accept"),
    ):
        assert "This finding is gone" in text_of(answer)
        assert item_path(made, position=3) in answer.content.decode()
    assert answer.status_code == 422 and Verdict.objects.count() == 3

    bring(northwind, made, 2, city="Oslo")
    assert "Reviewed 3 of 4" in text_of(page_of(client, made))
    assert page_of(client, made, "review_next")["Location"] == item_path(made, position=2)
    assert say(client, made, 2, verdict="accept").status_code == 302
    assert "Reviewed 4 of 4" in text_of(page_of(client, made))


def test_a_queue_all_of_which_is_gone_says_so(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["colour"])
    bring(northwind, made, 1)
    page = text_of(page_of(client_of(analyst), made))
    assert "Nothing was drawn" not in page and "An import no longer brings 1 finding" in page


def test_what_is_gone_changes_no_agreement_and_is_not_to_be_settled(
    northwind: Organization, analyst: User, second: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    one, other = client_of(analyst), client_of(second)
    for position, (mine, theirs) in enumerate(
        (("accept", "accept"), ("reject", "reject"), ("accept", "reject")), 1
    ):
        say(one, made, position, verdict=mine)
        say(other, made, position, verdict=theirs)
    say(one, made, 4, verdict="reject")
    before = text_of(page_of(one, made))
    assert "Reviewed 3 of 4" in before and "To settle 1" in before and "Kappa 0.40" in before
    spoken = complete([made.pk])

    bring(northwind, made, 3)
    bring(northwind, made, 4)
    after = text_of(page_of(one, made))
    assert "Reviewed 3 of 3" in after and "To settle 0" in after and "Kappa 0.40" in after
    assert complete([made.pk]) == spoken
    told = text_of(one.get(item_path(made, position=3)))
    assert "This finding is gone" in told and "Accept Analyst" in told and "Reject" in told
    hidden = text_of(other.get(item_path(made, position=4)))
    assert "Nobody needs to review it" in hidden and "Reject" not in hidden


def test_what_is_being_erased_is_not_counted(northwind: Organization, analyst: User) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"])
    Conversation.objects.filter(public_id="iv_1").update(erasing_at="2026-06-01T00:00Z")
    assert progress([made.pk])[made.pk] == {"open": 3}


def test_a_closed_queue_takes_neither_verdicts_nor_answers(
    northwind: Organization, analyst: User, second: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"], reviewers=2)
    one, other = client_of(analyst), client_of(second)
    say(one, made, 1, verdict="accept")
    say(other, made, 1, verdict="reject")
    say(one, made, 2, verdict="accept")
    before = [*Verdict.objects.values_list("pk", "kind", "at")]
    move = reverse("review_move", args=[northwind.slug, made.public_id])
    one.post(move, {"state": "closed"})

    for position, kind in ((1, "settle"), (2, "verdict"), (3, "verdict")):
        refused = one.post(item_path(made, f"review_{kind}", position), {"verdict": "reject"})
        assert refused.status_code == 422
        assert "This queue is closed: nothing is said in it" in text_of(refused)
        shown = one.get(item_path(made, position=position))
        assert "This queue is closed" in text_of(shown)
        assert '<form class="verdict-form' not in shown.content.decode()
    assert page_of(one, made, "review_next")["Location"].endswith(f"/{made.public_id}/")
    assert [*Verdict.objects.values_list("pk", "kind", "at")] == before
    assert not Finding.objects.exclude(review="").exists()
    page = text_of(page_of(one, made))
    assert "nothing is settled in it until it is opened again" in page

    one.post(move, {"state": "open"})
    assert one.post(item_path(made, "review_settle"), {"verdict": "reject"}).status_code == 302
    assert say(other, made, 2, verdict="accept").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_no_queue_is_closed_while_something_is_said_in_it(
    northwind: Organization, analyst: User
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["city"])
    told: dict[str, Any] = {
        "organization": northwind, "queue": made.public_id, "position": 1,
        "kind": VerdictKind.UNSURE,
    }  # fmt: skip
    beside = connection.copy()
    try:
        with transaction.atomic():
            give_verdict(**told, reviewer=analyst)
            with beside.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM findings_reviewqueue WHERE id = %s FOR UPDATE SKIP LOCKED",
                    [made.pk],
                )
                assert cursor.fetchone() is None
    finally:
        beside.close()
    move_queue(
        actor=actor(analyst), organization=northwind, queue=made.public_id, state=QueueState.CLOSED
    )
    with pytest.raises(Refused, match="closed"):
        settle_item(**{**told, "kind": VerdictKind.ACCEPT}, actor=actor(analyst), by=analyst)


def test_no_more_queues_are_opened_again_than_may_be_open(
    northwind: Organization, analyst: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "MOST_OPEN_QUEUES", 1)
    dinners(northwind)
    made, client = queue(northwind, analyst), client_of(analyst)
    move = reverse("review_move", args=[northwind.slug, made.public_id])
    client.post(move, {"state": "closed"})
    queue(northwind, analyst)
    told = client.post(move, {"state": "open"}, follow=True)
    assert "There are 1 open queues already" in text_of(told)
    assert ReviewQueue.objects.filter(state=QueueState.CLOSED).count() == 1
