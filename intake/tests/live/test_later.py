"""What is done a while after the events: search documents, sights, and ends that nobody gave."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from time_machine import travel

from conversations.models import Conversation, HourRollup, RollupMark, SearchDocument
from conversations.tasks import refresh_rollups
from intake.domain import refresh_search, sweep_sessions
from intake.tasks import refresh_search as refresh_task
from intake.tasks import sweep_sessions as sweep_task
from intake.tests.live.playing import ADA, at, event, play, said, session
from intake.tests.live.test_once import at_once
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person

SILENCE = timedelta(seconds=settings.SESSION_SILENCE_SECONDS)


def document(conversation: Conversation) -> str:
    return SearchDocument.objects.get(conversation_id=conversation.pk).document


def due_in(conversation: Conversation) -> float | None:
    due = conversation.search_due_at
    return None if due is None else (due - timezone.now()).total_seconds()


@pytest.mark.django_db
def test_words_are_found_half_a_minute_later(northwind: Organization) -> None:
    with travel(at(0), tick=False) as clock:
        led = session(northwind)
        play(led, event("0", "session.status", status="joining"))
        assert due_in(led) is None
        play(led, said("1", "A canoe, please."))
        assert due_in(led) == 30
        clock.shift(20)
        play(led, said("2", "Or a kayak."))
        assert due_in(led) == 10
        assert refresh_search() == 0
        clock.shift(10)
        assert refresh_search() == 1
        assert refresh_search() == 0
        led.refresh_from_db()
        assert (due_in(led), led.revision) == (None, 4)
        assert {"'cano'", "'kayak'", "'ada'"} <= {w.split(":")[0] for w in document(led).split()}
        play(led, event("3", "advisor.concern", concern="He may mean a raft"))
        assert due_in(led) is None


@pytest.mark.django_db
def test_at_the_end_the_document_is_due_at_once(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "A canoe, please."), event("2", "session.ended", 9, reason="user"))
    assert refresh_search() == 1
    play(led, event("3", "summary", 10, text="A rental."))
    refresh_task()
    assert "'rental'" in document(led)


FINDINGS = {"boat": ["canoe", "kayak"], "when": {"day": 3}, "price": 12.5, "sure": None}


@pytest.mark.django_db
def test_a_document_is_what_an_import_would_write(northwind: Organization) -> None:
    texts = ["A canoe, please.", "Ein Kanu für François?", "二人でお願いします", ""]
    people = (ADA, ADA.model_copy(update={"external_id": "user_2", "name": "Bob"}))
    led = session(northwind, *people)
    play(led, *[said(str(number), text) for number, text in enumerate(texts)])
    commits = [
        event(f"c{goal}", "goal.committed", goal=goal, value=value)
        for goal, value in FINDINGS.items()
    ]
    play(led, *commits, event("s", "summary", text="They rented a boat."))
    play(led, event("x", "turn.corrected", turn=1, text="A raft, please."))
    Conversation.objects.update(search_due_at=timezone.now())
    refresh_search()
    imported = conversation(
        northwind,
        persons=[person.model_dump(exclude_none=True) for person in people],
        summary="They rented a boat.",
        transcript=[{"role": "user", "text": text} for text in ["A raft, please.", *texts[1:]]],
        findings=[{"goal": goal, "value": value} for goal, value in FINDINGS.items()],
    )
    assert document(led) == document(imported)


@pytest.mark.django_db
def test_new_names_stay_in_the_document(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "A canoe, please."), event("2", "session.ended", 9, reason="user"))
    refresh_search()
    conversation(northwind, persons=[{"external_id": "user_1", "name": "Grace"}])
    assert "'grace'" in document(led)
    play(led, event("3", "summary", 10, text="A rental."))
    refresh_search()
    assert "'grace'" in document(led)


@pytest.mark.django_db
def test_what_is_being_erased_is_not_written(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "A canoe, please."), event("2", "session.ended", 9, reason="user"))
    Conversation.objects.update(erasing_at=timezone.now())
    assert refresh_search() == 0
    assert "'cano'" not in document(led)


@pytest.mark.django_db(transaction=True)
def test_refreshes_at_once_share_the_work(northwind: Organization) -> None:
    for _ in range(8):
        led = session(northwind)
        play(led, said("1", "A canoe, please."), event("2", "session.ended", 9, reason="user"))
    at_once(lambda _: refresh_search())
    assert not Conversation.objects.filter(search_due_at__isnull=False).exists()
    assert all("'cano'" in each.document for each in SearchDocument.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_conversation_that_is_talking_is_not_waited_for(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "A canoe, please."), event("2", "session.ended", 9, reason="user"))
    with transaction.atomic():
        Conversation.objects.select_for_update(no_key=True).get()
        assert at_once(lambda _: refresh_search()) == [0, 0, 0, 0]
    assert refresh_search() == 1


@pytest.mark.django_db
def test_turns_are_counted_and_persons_seen_with_the_document(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "One."), said("2", "Two."))
    RollupMark.objects.all().delete()
    Conversation.objects.update(search_due_at=timezone.now())
    refresh_search()
    refresh_rollups()
    assert HourRollup.objects.get().turns == 2
    ada = Person.objects.get()
    assert (ada.first_seen_at, ada.last_seen_at) == (at(0), led.created_at)


def sweep_at(moment: Any) -> int:
    with travel(moment, tick=False):
        return sweep_sessions()


@pytest.mark.django_db
def test_a_silent_session_is_ended_at_its_last_event(northwind: Organization) -> None:
    with travel(at(0), tick=False):
        led, other = session(northwind), session(northwind)
    with travel(at(10), tick=False):
        play(led, said("1", "Hello?", seconds=5), said("2", "Anyone?", seconds=8))
        play(other, said("1", "Hello?", seconds=5))
    with travel(at(60), tick=False):
        play(other, said("2", "Still here.", seconds=60))
    RollupMark.objects.all().delete()
    assert sweep_at(at(10) + SILENCE) == 0
    assert sweep_at(at(11) + SILENCE) == 1
    assert sweep_at(at(11) + SILENCE) == 0
    led.refresh_from_db()
    assert (led.status, led.session_status, led.end_reason) == ("abandoned", "ended", "timeout")
    assert (led.ended_at, led.duration_seconds, led.revision) == (at(8), 3, 3)
    assert led.gist == ""
    assert RollupMark.objects.count() == 1
    other.refresh_from_db()
    assert other.status == "joined"
    play(led, event("3", "session.ended", 9, reason="error"))
    assert (led.status, led.end_reason, led.ended_at) == ("failed", "error", at(8))


@pytest.mark.django_db
def test_a_link_that_nobody_followed_expires(northwind: Organization) -> None:
    with travel(at(0), tick=False):
        led = session(northwind)
    expiry = at(0) + timedelta(days=settings.JOIN_LINK_DAYS)
    assert sweep_at(expiry) == 0
    assert sweep_at(expiry + timedelta(seconds=1)) == 1
    led.refresh_from_db()
    assert (led.status, led.session_status, led.end_reason) == ("abandoned", "ended", "expired")
    assert (led.ended_at, led.duration_seconds, led.started_at) == (expiry, None, None)


@pytest.mark.django_db
def test_only_live_ones_are_swept(northwind: Organization) -> None:
    with travel(at(0), tick=False):
        imported = conversation(northwind, status="joined", ended_at=None)
        erased = session(northwind)
        play(erased, said("1", "Hello?"))
        Conversation.objects.filter(pk=erased.pk).update(erasing_at=at(5))
    assert sweep_at(at(0) + timedelta(days=400)) == 0
    imported.refresh_from_db()
    assert imported.status == "joined"


@pytest.mark.django_db
def test_the_sweep_and_the_refresh_use_their_indexes(northwind: Organization) -> None:
    session(northwind)
    plans = {
        "conversation_live_joined": "source = 'live' AND status = 'joined' AND erasing_at IS NULL"
        " ORDER BY id LIMIT 200",
        "conversation_live_created": "source = 'live' AND status = 'created' AND erasing_at IS NULL"
        " AND joinable_until < now() ORDER BY joinable_until LIMIT 200",
        "conversation_search_due": "search_due_at <= now() AND erasing_at IS NULL"
        " ORDER BY search_due_at LIMIT 10",
    }
    sweep_task()
    with connection.cursor() as cursor:
        # In tables this small anything is cheap: what counts is that the index serves the order.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for name, condition in plans.items():
            cursor.execute(f"EXPLAIN SELECT id FROM conversations_conversation WHERE {condition}")
            assert name in " ".join(line for (line,) in cursor.fetchall())
