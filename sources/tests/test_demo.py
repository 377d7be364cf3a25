"""The demo holds every kind of conversation the pages must show, and comes out the same again."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from pytest_django import DjangoDbBlocker

from conversations.models import (
    Conversation,
    CriterionResult,
    Delivered,
    EvidenceSource,
    Finding,
    SessionEvent,
    Status,
    Template,
    TemplateVersion,
    ToolCall,
    Turn,
    UsageRecord,
)
from erasure.domain import run_some
from erasure.models import Erasure, Receipt
from orgs.models import Membership, Organization, Role, User
from persons.models import Person
from sources.demo import requests
from sources.demo.plan import COMPANIES
from sources.demo.seed import SEED, seed_demo

PASSWORD = "only the tests know this"
NOW = datetime(2031, 3, 29, 15, 30, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counter[str]]:
    """The demo, seeded once for all tests of this file; what the run counted."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed_demo(password=PASSWORD, now=NOW)
        transaction.set_rollback(True)


def test_everything_goes_in(demo: Counter[str]) -> None:
    assert demo == {"created": Conversation.objects.count()}
    assert 280 <= demo.total() <= 340


def test_a_second_run_changes_nothing(demo: Counter[str]) -> None:
    def rows() -> tuple[object, ...]:
        conversations = Conversation.objects.order_by("pk").values_list("public_id", "revision")
        tables = (Person, Turn, Finding, TemplateVersion, UsageRecord, Membership)
        return [*conversations], [table.objects.count() for table in tables]

    before = rows()
    again = seed_demo(password=PASSWORD, now=NOW + timedelta(days=3))
    assert again == {"unchanged": demo.total()}
    assert rows() == before


def test_what_is_missing_comes_back(demo: Counter[str]) -> None:
    with transaction.atomic():
        lost = Conversation.objects.filter(status=Status.CREATED).first()
        assert lost is not None
        lost.participations.all().delete()
        lost.session_events.all().delete()
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(
                "DELETE FROM conversations_searchdocument WHERE conversation_id = %s", [lost.pk]
            )
        lost.delete()
        assert seed_demo(password=PASSWORD, now=NOW)["created"] == 1
        assert Conversation.objects.filter(public_id=lost.public_id).exists()
        transaction.set_rollback(True)


def test_two_organisations_with_templates_and_versions(demo: Counter[str]) -> None:
    for slug in ("northwind", "harbor"):
        templates = Template.objects.filter(organization__slug=slug)
        assert 3 <= templates.count() <= 4
        versions = templates.annotate(count=Count("versions")).values_list("count", flat=True)
        assert max(versions) == 3
    for template in Template.objects.all():
        used = template.conversations.values("version_number").distinct().count()
        assert used == TemplateVersion.objects.filter(template=template).count(), template.name


@pytest.mark.parametrize("status", Status.values)
def test_every_status_is_there(demo: Counter[str], status: str) -> None:
    assert Conversation.objects.filter(status=status).count() >= 3


def test_kinds_a_page_must_cope_with(demo: Counter[str]) -> None:
    every = Conversation.objects.all()
    said_nothing = Q(turn_count=0)
    kinds = {
        "test": every.filter(is_test=True),
        "archived": every.filter(archived_at__isnull=False),
        "nobody known": every.filter(person_count=0),
        "several persons": every.filter(person_count__gte=2),
        "created only": every.filter(status="created", started_at=None),
        "joined, nothing said": every.filter(said_nothing, status="joined"),
        "empty": every.filter(said_nothing, status="completed"),
        "very long": every.filter(turn_count__gte=500),
        "all goals met": every.filter(goals_total__gt=0, goals_met=F("goals_total")),
        "no goal met": every.filter(goals_total__gt=0, goals_met=0, turn_count__gt=3),
        "written": every.filter(turns__modality="text"),
    }
    assert {name for name, rows in kinds.items() if not rows.exists()} == set()


def test_live_conversations_were_heard_seconds_ago(demo: Counter[str]) -> None:
    live = Conversation.objects.filter(status="joined", turn_count__gt=0)
    assert {row.organization.slug for row in live} == {"northwind", "harbor"}
    for row in live:
        last = row.turns.order_by("position").last()
        assert last is not None
        assert last.at is not None
        assert timedelta(0) <= NOW - last.at < timedelta(seconds=30)


def test_times_span_the_half_year_and_never_the_future(demo: Counter[str]) -> None:
    times = Conversation.objects.values_list("created_at", flat=True)
    assert max(times) <= NOW
    assert NOW - timedelta(days=185) <= min(times) <= NOW - timedelta(days=150)
    assert Conversation.objects.filter(ended_at__gt=NOW).count() == 0


@pytest.mark.parametrize("stand", [Delivered.SUCCESS, Delivered.FAILED, Delivered.PENDING])
def test_outputs_stand_in_every_way(demo: Counter[str], stand: str) -> None:
    assert Conversation.objects.filter(deliveries=stand).exists()


@pytest.mark.parametrize("source", [EvidenceSource.GIVEN, EvidenceSource.LOCATED])
def test_findings_have_evidence(demo: Counter[str], source: str) -> None:
    assert Finding.objects.filter(evidence_source=source).count() > 100


def test_findings_of_every_type_and_some_nobody_declared(demo: Counter[str]) -> None:
    types: Counter[str] = Counter()
    goals = {
        (version.template_id, goal["id"]): goal["type"]
        for version in TemplateVersion.objects.all()
        for goal in version.goals
    }
    for template_id, goal in Finding.objects.filter(declared=True).values_list("template", "goal"):
        types[goals[template_id, goal]] += 1
    assert set(types) == {"category", "number", "boolean", "date", "text", "list", "object"}
    assert Finding.objects.filter(declared=False).exists()


def test_goals_are_missed_for_every_reason(demo: Counter[str]) -> None:
    states = Counter(
        state
        for goals in Conversation.objects.values_list("goal_states", flat=True)
        for state in goals.values()
    )
    assert set(states) == {"not_asked", "asked", "in_progress", "declined", "failed"}


def test_tools_criteria_usage_and_events(demo: Counter[str]) -> None:
    assert ToolCall.objects.filter(error="").exclude(result=None).exists()
    assert ToolCall.objects.exclude(error="").exists()
    for passed in (True, False, None):
        assert CriterionResult.objects.filter(passed=passed).exclude(reasoning="").exists()
    components = UsageRecord.objects.values_list("component", flat=True).distinct()
    assert set(components) == {
        "llm.speaker",
        "llm.extraction",
        "llm.advisors",
        "stt",
        "tts",
        "credits",
    }
    assert UsageRecord.objects.filter(cost__gt=0).exists()
    types = set(SessionEvent.objects.values_list("type", flat=True).distinct())
    assert types >= {"session.status", "goal.transition", "advisor.concern"}
    assert types >= {"screen_share.started", "screen_share.stopped"}


def test_names_come_in_many_scripts(demo: Counter[str]) -> None:
    scripts = {
        unicodedata.name(letter).split()[0]
        for name in Person.objects.values_list("name", flat=True)
        for letter in name
        if letter.isalpha()
    }
    assert scripts >= {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "CJK", "HANGUL", "THAI"}


@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<script>",
        "**bold**",
        "| what | when |",
        "https://app.client.example/",
        "👩🏽",
        "الخزانة",
    ],
)
def test_turns_hold_what_a_page_must_not_stumble_over(demo: Counter[str], piece: str) -> None:
    assert Turn.objects.filter(role="user", text__contains=piece).exists()


def test_accounts_sign_in_with_their_roles(demo: Counter[str]) -> None:
    for email in EmailAddress.objects.values_list("email", flat=True):
        assert authenticate(None, email=email, password=PASSWORD) is not None, email
    assert not EmailAddress.objects.filter(Q(verified=False) | Q(primary=False)).exists()
    roles = Membership.objects.values_list("organization__slug", "user__email", "role")
    assert set(roles) == {
        ("northwind", "viewer@northwind.example", Role.VIEWER),
        ("northwind", "analyst@northwind.example", Role.ANALYST),
        ("northwind", "admin@northwind.example", Role.ADMIN),
        ("harbor", "admin@northwind.example", Role.ADMIN),
        ("harbor", "viewer@harbor.example", Role.VIEWER),
    }
    support = EmailAddress.objects.get(email="support@roxels.example").user
    assert support.is_support


def test_the_console_is_not_empty(demo: Counter[str]) -> None:
    states = Counter(Erasure.objects.values_list("state", flat=True))
    assert states == {"received": 4, "awaiting": 1, "denied": 1}


def test_where_it_receives_its_outputs_somebody_is_erased_with_a_receipt(
    demo: Counter[str],
) -> None:
    [company, *_] = COMPANIES
    organization = Organization.objects.get(slug=company.slug)
    mails = ("support@roxels.example", "approver@roxels.example")
    first, second = (User.objects.get(email=mail) for mail in mails)
    with transaction.atomic():
        requests._erase(company, organization, (first, second), SEED, NOW)
        while run_some():
            pass
        assert Receipt.objects.filter(erasure__ticket="SUP-2430").exists()
        assert not Person.objects.filter(name="Quillon Verthaven").exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize("password", ["", "short"])
def test_no_demo_without_a_good_password(
    db: None, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", password)
    with pytest.raises(CommandError, match="at least 12 characters"):
        call_command("seed_demo")
    assert not Organization.objects.filter(slug="harbor").exists()


def test_an_organisation_of_somebody_else_is_left_alone(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    Organization.objects.create(slug="harbor", name="A real one")
    with pytest.raises(CommandError, match="not the demo"):
        call_command("seed_demo")
    assert [organization.slug for organization in Organization.objects.all()] == ["harbor"]
    assert not Conversation.objects.exists()


def test_the_command_sets_the_password_and_ends_with_one_line(
    demo: Counter[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction.atomic():
        monkeypatch.setenv("DEMO_PASSWORD", "another good password")
        call_command("seed_demo")
        for email in EmailAddress.objects.values_list("email", flat=True):
            assert authenticate(None, email=email, password="another good password"), email
            assert not authenticate(None, email=email, password=PASSWORD), email
        transaction.set_rollback(True)
    line = f"2 organisations, 6 accounts, {demo.total()} conversations ({demo.total()} unchanged)."
    assert capsys.readouterr().out == f"Demo: {line}\n"
