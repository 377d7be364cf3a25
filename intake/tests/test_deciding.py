"""What people decide about findings counts everywhere, and outlives what is committed later."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.models import Conversation, Decided, Finding, FindingDecision, RollupMark
from intake.domain import (
    Decision,
    NoSuchFinding,
    Refusal,
    Result,
    decide_finding,
    import_conversations,
    refresh_search,
)
from intake.tests.live.playing import event, play, said, session
from intake.tests.making import conversation, record, template
from orgs.models import Organization, User

pytestmark = pytest.mark.django_db

BOOKED: dict[str, Any] = {
    "template_id": "tpl_1",
    "findings": [{"goal": "location", "value": "San Jose"}, {"goal": "date", "value": "today"}],
}


@pytest.fixture
def booked(northwind: Organization) -> Conversation:
    template(northwind)
    return conversation(northwind, **BOOKED)


def decide(
    about: Conversation, kind: Decided, value: Any = None, goal: str = "location", **how: Any
) -> FindingDecision | None:
    made = decide_finding(about.organization_id, about.pk, goal, Decision(kind, value=value, **how))
    about.refresh_from_db()
    return made


def correct(about: Conversation, value: Any, **how: Any) -> FindingDecision | None:
    return decide(about, Decided.CORRECTED, value, **how)


def stands(goal: str = "location") -> tuple[Any, str, Any]:
    found = Finding.objects.get(goal=goal)
    return found.value, found.review, found.original_value


def history() -> list[tuple[str, Any, Any]]:
    found = FindingDecision.objects.order_by("pk")
    return list(found.values_list("kind", "before", "value"))


def again(organization: Organization, value: Any, **fields: Any) -> Result:
    """Import the conversation with another location."""
    findings = [{"goal": "location", "value": value}, {"goal": "date", "value": "today"}]
    [outcome] = import_conversations(
        organization, [record("iv_1", **{**BOOKED, "findings": findings, **fields})]
    )
    return outcome.result


def test_a_correction_counts_and_the_original_stays(booked: Conversation, analyst: User) -> None:
    RollupMark.objects.all().delete()
    made = correct(booked, "Sino", reason="It is the place.", user_id=analyst.pk)
    assert made is not None and made.public_id.startswith("decision_")
    assert stands() == ("Sino", "corrected", "San Jose")
    assert (booked.findings["location"], booked.revision, booked.goals_met) == ("Sino", 2, 2)
    assert history() == [("corrected", "San Jose", "Sino")]
    assert (made.decided_by, made.reason) == (analyst, "It is the place.")
    assert RollupMark.objects.count() == 1
    finding = Finding.objects.get(goal="location")
    assert finding.value_key == "sino"
    # Its words are looked for anew: the person said them in the third turn.
    assert (finding.evidence[0]["turn"], finding.evidence_source) == (3, "located")


@pytest.mark.parametrize("goals", [[], [{"id": "star_rating", "type": "number"}]])
def test_a_decided_number_stands_on_no_other_goal_s_number(
    northwind: Organization, goals: list[dict[str, str]]
) -> None:
    template(northwind, "tpl_stay", goals=goals)
    stars = [] if goals else [{"goal": "star_rating", "value": "1"}]
    about = conversation(
        northwind, template_id="tpl_stay",
        transcript=[{"role": "user", "text": "Only one star? That review was harsh."}],
        findings=[{"goal": "number_of_rooms", "value": 1}, *stars],
    )  # fmt: skip
    rooms = Finding.objects.filter(goal="number_of_rooms")
    assert rooms.get().evidence_source == "none"
    for kind in (Decided.ACCEPTED, Decided.RESTORED):
        decide(about, kind, goal="number_of_rooms")
        assert (rooms.get().evidence, rooms.get().evidence_source) == ([], "none")


def test_the_same_decision_again_writes_nothing(booked: Conversation) -> None:
    assert correct(booked, "Sino") is not None
    assert correct(booked, "Sino") is None
    assert (len(history()), booked.revision) == (1, 2)


def test_a_correction_of_a_correction_keeps_all_three(booked: Conversation) -> None:
    correct(booked, "Sino")
    correct(booked, "Santana Row")
    assert stands() == ("Santana Row", "corrected", "San Jose")
    assert history() == [("corrected", "San Jose", "Sino"), ("corrected", "Sino", "Santana Row")]


def test_a_rejected_finding_has_no_value(booked: Conversation) -> None:
    decide(booked, Decided.REJECTED, reason="Nobody said so.")
    assert stands() == (None, "rejected", "San Jose")
    assert (booked.findings["location"], booked.goals_met, booked.finding_count) == (None, 1, 2)


def test_a_decision_can_be_taken_back(booked: Conversation) -> None:
    decide(booked, Decided.REJECTED)
    decide(booked, Decided.RESTORED)
    assert stands() == ("San Jose", "", None)
    assert booked.goals_met == 2
    decide(booked, Decided.ACCEPTED)
    assert stands() == ("San Jose", "accepted", None)


def test_the_search_document_follows(booked: Conversation) -> None:
    correct(booked, "Montevideo")
    assert booked.search_due_at is not None
    assert refresh_search() == 1


def test_an_import_after_a_correction_changes_what_it_corrects(
    northwind: Organization, booked: Conversation
) -> None:
    correct(booked, "Sino")
    assert again(northwind, "San Jose") is Result.UNCHANGED
    assert again(northwind, "Oakland") is Result.UPDATED
    assert stands() == ("Sino", "corrected", "Oakland")
    assert history()[1:] == [("recommitted", "San Jose", "Oakland")]
    booked.refresh_from_db()
    assert booked.findings == {"location": "Sino", "date": "today"}
    # And the same again is no news.
    assert again(northwind, "Oakland", summary="Another.") is Result.UPDATED
    assert len(history()) == 2


def test_an_import_that_agrees_ends_the_correction(
    northwind: Organization, booked: Conversation
) -> None:
    correct(booked, "Sino")
    again(northwind, "Sino")
    assert stands() == ("Sino", "accepted", None)


def test_a_corrected_goal_outlives_an_import_without_it(
    northwind: Organization, booked: Conversation
) -> None:
    correct(booked, "Sino")
    import_conversations(northwind, [record("iv_1", template_id="tpl_1")])
    assert stands() == ("Sino", "corrected", None)
    booked.refresh_from_db()
    assert (booked.findings, booked.goals_met, booked.finding_count) == ({"location": "Sino"}, 1, 1)


@pytest.mark.parametrize("kind", [Decided.REJECTED, Decided.ACCEPTED])
def test_a_rejection_or_acceptance_lapses_with_its_value(
    northwind: Organization, booked: Conversation, kind: Decided
) -> None:
    decide(booked, kind)
    before = stands()
    again(northwind, "San Jose", summary="Another.")
    assert stands() == before
    again(northwind, "Oakland")
    assert stands() == ("Oakland", "", None)


def test_a_late_commit_of_a_live_session_changes_what_is_corrected(
    northwind: Organization,
) -> None:
    led = session(northwind)
    commit = {"goal": "location", "value": "San Jose"}
    play(led, said("1", "San Jose, no, Sino."), event("2", "goal.committed", 5, **commit))
    correct(led, "Sino")
    play(led, event("3", "goal.committed", 9, goal="location", value="Oakland"))
    assert stands() == ("Sino", "corrected", "Oakland")
    assert (led.findings, led.goals_met) == ({"location": "Sino"}, 1)


def test_true_is_not_one(booked: Conversation) -> None:
    correct(booked, 1)
    assert correct(booked, True) is not None
    assert stands()[0] is True


@pytest.mark.parametrize("value", [None, "", "a\x00b"])
def test_a_correction_needs_a_value_that_can_be_kept(booked: Conversation, value: Any) -> None:
    with pytest.raises(Refusal) as caught:
        correct(booked, value)
    assert caught.value.field == "value"
    assert history() == []


def test_anothers_conversation_is_unknown(booked: Conversation, other_org: Organization) -> None:
    decision = Decision(Decided.ACCEPTED)
    for organization_id, goal in ((other_org.pk, "location"), (booked.organization_id, "none")):
        with pytest.raises(NoSuchFinding):
            decide_finding(organization_id, booked.pk, goal, decision)


def test_what_was_said_is_read_once_for_all_that_was_decided_about_it(
    northwind: Organization, booked: Conversation
) -> None:
    correct(booked, "San Francisco")
    correct(booked, "tomorrow", goal="date")
    with CaptureQueriesContext(connection) as asked:
        assert again(northwind, "San Mateo") == Result.UPDATED
    assert sum("c.turn_count" in query["sql"] for query in asked) == 1
    assert stands() == ("San Francisco", "corrected", "San Mateo")
