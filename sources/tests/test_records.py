"""What this product writes out of a conversation comes in again, with what people decided."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from conversations.models import Conversation, Decided, Finding, FindingDecision
from conversations.queries.record import record as written
from intake.domain import Decision, decide_finding
from intake.tests.making import conversation, template
from orgs.models import Organization
from sources.formats import guess

pytestmark = pytest.mark.django_db

GOALS = [{"id": name} for name in ("city", "people", "day", "wishes", "colour")]


@pytest.fixture
def told(northwind: Organization) -> dict[str, Any]:
    """A conversation with everything in it as it is written out, some of it decided about."""
    template(northwind, "tpl_1", goals=GOALS)
    made = conversation(
        northwind, "iv_1", template_id="tpl_1", session_id="sess_1", outcome="booked",
        context={"plan": "pro"}, summary="A table.", goal_states={"colour": "declined"},
        findings=[
            {"goal": "city", "value": "San José",
             "evidence": [{"turn": 1, "start": 26, "end": 34}]},
            {"goal": "people", "value": 2, "confidence": 0.5},
            {"goal": "day", "value": "2026-06-20"}, {"goal": "wishes", "value": ["a", "b"]},
        ],
        tool_calls=[{"name": "find", "args": {"a": 1}, "result": [1], "duration_ms": 3}],
        criteria=[{"criterion": "polite", "passed": True, "reasoning": "It was."}],
        usage=[{"component": "llm", "quantity": "12.5", "unit": "tokens", "cost": "0.01"}],
        events=[{"id": "ev_1", "type": "note", "at": "2026-05-01T12:00:00Z", "data": {"x": 1}}],
        source_fields={"kept": True},
    )  # fmt: skip
    for goal, kind, value in (
        ("city", Decided.CORRECTED, "Porto"),
        ("people", Decided.REJECTED, None),
        ("day", Decided.ACCEPTED, None),
    ):
        decide_finding(northwind.pk, made.pk, goal, Decision(kind, value=value))
    return json.loads(json.dumps(written(Conversation.objects.get(pk=made.pk))))


def bring(tmp_path: Path, organization: Organization, *records: dict[str, Any]) -> str:
    """Import an archive as exports have it; return what was told."""
    archive = tmp_path / "records.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in records:
            packed.writestr(f"{each['id']}.json", json.dumps(each, indent=1))
        packed.writestr("read.me", "nothing")
    out = io.StringIO()
    call_command("import_conversations", str(archive), organization=organization.slug, stdout=out)
    return out.getvalue()


def test_a_record_comes_in_as_it_was_written(
    told: dict[str, Any], tmp_path: Path, other_org: Organization
) -> None:
    assert guess(told).name == "records"
    template(other_org, "tpl_1", goals=GOALS)
    assert "1 created" in bring(tmp_path, other_org, told)
    copy = Conversation.objects.get(organization=other_org)
    again = json.loads(json.dumps(written(copy)))
    assert again == told
    found = Finding.objects.get(conversation=copy, goal="city")
    assert (found.value, found.review, found.original_value) == ("Porto", "corrected", "San José")
    assert copy.findings["people"] is None
    assert "1 unchanged" in bring(tmp_path, other_org, told)
    assert FindingDecision.objects.filter(conversation=copy).count() == 3


def test_what_was_decided_here_stands(
    told: dict[str, Any], tmp_path: Path, other_org: Organization
) -> None:
    template(other_org, "tpl_1", goals=GOALS)
    bring(tmp_path, other_org, told)
    copy = Conversation.objects.get(organization=other_org)
    decide_finding(other_org.pk, copy.pk, "city", Decision(Decided.CORRECTED, value="Faro"))
    told["summary"] = "Another one."
    [city, *_] = told["findings"]
    city["value"] = "Braga"
    assert "1 updated" in bring(tmp_path, other_org, told)
    assert Finding.objects.get(conversation=copy, goal="city").value == "Faro"


def test_what_is_decided_anew_elsewhere_counts_here_too(
    told: dict[str, Any], tmp_path: Path, other_org: Organization
) -> None:
    """Until somebody here decides: what was brought is nobody's decision here."""
    bring(tmp_path, other_org, told)
    copy = Conversation.objects.get(organization=other_org)
    [city, *_] = told["findings"]

    def here() -> tuple[Any, str, Any]:
        found = Finding.objects.get(conversation=copy, goal="city")
        return found.value, found.review, found.original_value

    assert here() == ("Porto", "corrected", "San José")
    city["value"] = "Braga"
    bring(tmp_path, other_org, told)
    assert here() == ("Braga", "corrected", "San José")
    told["summary"] = "Another one."
    bring(tmp_path, other_org, told)
    city |= {"value": "San José", "review": "", "original_value": None}
    bring(tmp_path, other_org, told)
    assert here() == ("San José", "", None)
    told["summary"] = "Yet another one."
    bring(tmp_path, other_org, told)
    kinds = FindingDecision.objects.filter(conversation=copy, goal="city").order_by("pk")
    assert [*kinds.values_list("kind", flat=True)] == ["corrected", "corrected", "restored"]


def test_one_of_our_own_into_where_it_came_from_changes_no_decision(
    told: dict[str, Any], tmp_path: Path, northwind: Organization
) -> None:
    bring(tmp_path, northwind, told)
    city = Finding.objects.get(goal="city")
    assert (city.value, city.review, city.original_value) == ("Porto", "corrected", "San José")
    assert FindingDecision.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"findings": [{"goal": "city", "value": 1, "review": "maybe"}]}, "findings[0].review"),
        ({"findings": {"city": 1}}, "findings"),
        ({"persons": ["x"]}, "persons[0]"),
        ({"status": "lost"}, "status"),
    ],
)
def test_what_is_wrong_is_named(
    told: dict[str, Any], change: dict[str, Any], where: str, tmp_path: Path,
    other_org: Organization, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with pytest.raises(SystemExit):
        bring(tmp_path, other_org, {**told, **change})
    assert f"records.zip:1: {where}: " in capsys.readouterr().err
    assert not Conversation.objects.filter(organization=other_org).exists()


def test_a_broken_archive_is_told(
    tmp_path: Path, northwind: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(SystemExit):
        call_command("import_conversations", str(broken), organization=northwind.slug)
    assert "the archive is damaged" in capsys.readouterr().err
