"""The review pages: queues, verdicts that stay hidden until one's own, corrections, comments."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conversations.models import Conversation, Decided, Finding
from findings.domain import draw_queues, make_queue
from findings.models import ReviewItem, ReviewQueue, Verdict
from findings.queries.kept import read
from findings.tests.making import dinners, selection
from intake.domain import Decision, decide_finding
from orgs.domain import Actor
from orgs.models import AuditEvent, Organization, Role, User
from roxels_dash.tests.people import ClientOf, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(northwind: Organization) -> User:
    return make_member("second", northwind, Role.ANALYST)


def queue(
    organization: Organization, by: User, *, reviewers: int = 2, **fields: Any
) -> ReviewQueue:
    told: dict[str, Any] = {
        "name": "Cities", "goals": ["city"], "sampling": "all", "size": None,
        "low_confidence": 0.6, "reviewers": reviewers, **fields,
    }  # fmt: skip
    made = make_queue(
        actor=Actor(AuditEvent.Actor.USER, by.pk), organization=organization,
        read=read(organization.pk, selection("")), **told,
    )  # fmt: skip
    draw_queues()
    return made


def item_path(of: ReviewQueue, name: str = "review_item", position: int = 1) -> str:
    return reverse(name, args=[of.organization.slug, of.public_id, position])


def say(client: Client, of: ReviewQueue, position: int = 1, **told: Any) -> Any:
    return client.post(item_path(of, "review_verdict", position), told)


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_queue_is_made_of_what_the_table_shows(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    client = client_of(analyst)
    path = reverse("review_new", args=[northwind.slug])
    assert "Open the findings table" in text_of(client.get(path))
    path += "?template=tpl_dinner&where=city%3Ais%3ALisbon"
    assert "Dinner" in text_of(client.get(path))
    told = {
        "name": "Lisbon", "goals": ["city"], "sampling": "all", "low_confidence": "60",
        "reviewers": "2",
    }  # fmt: skip
    made = client.post(path, told)
    assert made.status_code == 302
    assert "being drawn" in text_of(client.get(made["Location"]))
    draw_queues()
    page = text_of(client.get(made["Location"]))
    assert "0 of 2" in page and "Begin reviewing" in page
    assert "Lisbon" in text_of(client.get(reverse("review_list", args=[northwind.slug])))
    wrong = client.post(path, {**told, "name": "", "sampling": "random", "reviewers": "9"})
    assert wrong.status_code == 422


def test_verdicts_of_others_are_hidden_until_all_are_given(
    northwind: Organization, analyst: User, second: User, viewer: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    first, other = client_of(analyst), client_of(second)
    moved = say(first, made, verdict="correct", value="Porto", note="Heard it.")
    assert moved["Location"] == item_path(made, position=2)
    page = text_of(other.get(item_path(made)))
    assert "Porto" not in page and "Heard it" not in page
    assert "1 verdict of others" in page
    assert "Porto" in text_of(client_of(viewer).get(item_path(made)))
    say(other, made, verdict="accept")
    page = text_of(other.get(item_path(made)))
    assert "Correct: Porto" in page and "Heard it." in page and "The answer that counts" in page
    listed = text_of(first.get(reverse("review_queue", args=[northwind.slug, made.public_id])))
    assert "Not agreed on" in listed and "To settle" in listed


def test_ones_own_verdict_may_change_so_it_does_not_open_the_others_yet(
    northwind: Organization, analyst: User, second: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, reviewers=3)
    say(client_of(second), made, verdict="correct", value="Porto")
    client = client_of(analyst)
    say(client, made, verdict="accept")
    page = text_of(client.get(item_path(made)))
    assert "You said Accept" in page and "Porto" not in page


def test_a_verdict_is_about_what_was_seen(
    northwind: Organization, analyst: User, second: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    client = client_of(analyst)
    [seen] = re.findall(r'name="seen" value="(\w+)"', client.get(item_path(made)).content.decode())
    item = ReviewItem.objects.get(queue=made, position=1)
    decide_finding(northwind.pk, item.conversation_id, "city", Decision(Decided.CORRECTED, "Faro"))
    refused = say(client, made, verdict="accept", seen=seen)
    assert refused.status_code == 422 and "has changed" in text_of(refused)
    assert not Verdict.objects.exists()
    [now] = re.findall(r'name="seen" value="(\w+)"', refused.content.decode())
    assert now != seen
    assert say(client, made, verdict="accept", seen=now).status_code == 302
    assert Verdict.objects.get().about == "Faro"


def test_what_is_gone_leads_nobody_astray(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    ReviewItem.objects.get(queue=made, position=2).conversation.finding_rows.all().delete()
    ReviewItem.objects.get(queue=made, position=3).delete()
    client = client_of(analyst)
    moved = say(client, made, verdict="accept")
    assert moved["Location"] == item_path(made, position=4)
    page = client.get(moved["Location"])
    assert "/ 2 of 2" in text_of(page)
    assert item_path(made, position=1) in page.content.decode()


def test_an_answer_settles_what_is_not_agreed_on(
    northwind: Organization, analyst: User, second: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    first, other = client_of(analyst), client_of(second)
    say(first, made, verdict="reject")
    say(other, made, verdict="accept")
    answered = first.post(item_path(made, "review_settle"), {"verdict": "reject"})
    assert answered.status_code == 302
    assert "Reject by Analyst" in text_of(first.get(answered["Location"]))
    assert Finding.objects.filter(review="rejected").count() == 1
    assert AuditEvent.objects.filter(action="queue.settled").count() == 1


def test_viewers_read_and_do_not_review(
    northwind: Organization, analyst: User, viewer: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    client = client_of(viewer)
    assert '<form class="verdict-form' not in client.get(item_path(made)).content.decode()
    assert say(client, made, verdict="accept").status_code == 403
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    "told", [{}, {"verdict": "maybe"}, {"verdict": "correct"}, {"verdict": "correct", "value": " "}]
)
def test_a_verdict_that_cannot_be_says_why(
    northwind: Organization, analyst: User, client_of: ClientOf, told: dict[str, Any]
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst)
    refused = say(client_of(analyst), made, **told)
    assert refused.status_code == 422
    assert 'class="error"' in refused.content.decode()
    assert not Verdict.objects.exists()


def test_a_number_is_typed_as_one(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    made = queue(northwind, analyst, goals=["people"], reviewers=1)
    client = client_of(analyst)
    assert say(client, made, verdict="correct", value="many").status_code == 422
    assert say(client, made, verdict="correct", value="1,200").status_code == 302
    assert Finding.objects.get(review="corrected").value == 1200


def test_a_queue_takes_as_many_statements_for_many_as_for_one(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    dinners(northwind)
    client = client_of(analyst)
    path = reverse("review_list", args=[northwind.slug])
    counts = []
    for _ in range(2):
        queue(northwind, analyst)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(path)
        counts.append(len(caught))
        queue(northwind, analyst)
    assert counts[0] == counts[1]


def finding_path(of: Conversation, name: str = "finding_review", goal: str = "city") -> str:
    return f"{reverse(name, args=[of.organization.slug, of.public_id])}?goal={goal}"


def test_a_correction_is_seen_on_every_page(
    northwind: Organization, analyst: User, client_of: ClientOf
) -> None:
    first, *_ = dinners(northwind)
    client = client_of(analyst)
    told = {"goal": "city", "verdict": "correct", "value": "Porto", "note": "They said so."}
    late = client.post(finding_path(first, "finding_decide"), {**told, "seen": "another"})
    assert late.status_code == 422 and "has changed since" in text_of(late)
    decided = client.post(finding_path(first, "finding_decide"), told)
    page = text_of(client.get(decided["Location"]))
    assert "Porto" in page and "was Lisbon" in page and "They said so." in page
    conversation = reverse("conversation_page", args=[northwind.slug, first.public_id])
    assert "Corrected, was Lisbon" in text_of(client.get(conversation))
    record = client.get(f"{conversation}record/").content.decode()
    assert "original_value" in record and "Porto" in record
    table = reverse("finding_table", args=[northwind.slug])
    found = client.get(f"{table}?template=tpl_dinner&where=city%3Ais%3APorto")
    assert "Porto" in text_of(found)
    restored = client.post(
        finding_path(first, "finding_decide"), {"goal": "city", "verdict": "restore"}
    )
    assert "Lisbon" in text_of(client.get(restored["Location"]))
    assert Finding.objects.get(conversation=first, goal="city").review == ""
