"""What is said in the demo: no two talks alike, and every finding in the words that were spoken."""

import re
from datetime import UTC, datetime

import pytest

from intake.records import ConversationRecord
from sources.demo.plan import COMPANIES, parts
from sources.demo.records import conversation
from sources.demo.seed import SEED

NOW = datetime(2031, 3, 29, 15, 30, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def records() -> list[ConversationRecord]:
    return [
        conversation(company, part, SEED, NOW)
        for company in COMPANIES
        for part in parts(company, SEED)
    ]


def test_categories_hold_allowed_values_only(records: list[ConversationRecord]) -> None:
    allowed = {
        (script.family.template_id, goal.id): goal.allowed
        for company in COMPANIES
        for script in company.scripts()
        for goal in script.family.goals
        if goal.type == "category"
    }
    for record in records:
        for finding in record.findings:
            values = allowed.get((record.template_id or "", finding.goal))
            assert values is None or finding.value in values


def test_no_two_transcripts_are_alike(records: list[ConversationRecord]) -> None:
    spoken = [tuple(turn.text for turn in record.transcript) for record in records]
    spoken = [texts for texts in spoken if texts]
    assert len(spoken) > 270
    assert len(set(spoken)) == len(spoken)


def test_given_evidence_stands_in_words_a_person_said(records: list[ConversationRecord]) -> None:
    spans = [
        (record.transcript[evidence.turn - 1], evidence)
        for record in records
        for finding in record.findings
        for evidence in finding.evidence or ()
        if evidence.turn is not None
    ]
    assert len(spans) > 500
    for turn, evidence in spans:
        assert turn.role == "user"
        words = turn.text[evidence.start : evidence.end]
        assert words
        assert words == words.strip()


def test_a_text_finding_is_what_was_said(records: list[ConversationRecord]) -> None:
    texts = {
        (script.family.template_id, goal.id)
        for company in COMPANIES
        for script in company.scripts()
        for goal in script.family.goals
        if goal.type == "text" and goal.id != "appointment_time"
    }
    for record in records:
        said = [turn.text for turn in record.transcript if turn.role == "user"]
        for finding in record.findings:
            if (record.template_id, finding.goal) in texts:
                assert any(finding.value in text for text in said)


def test_no_template_mark_is_left_in_what_is_read(records: list[ConversationRecord]) -> None:
    for record in records:
        for text in [record.summary, *(turn.text for turn in record.transcript)]:
            assert not set("‹›{}") & set(text.replace("{went}", ""))
            assert not re.search(r"[?!]\.| [,.?]( |$)|  ", text), text


def test_the_same_seed_gives_the_same_records(records: list[ConversationRecord]) -> None:
    company = COMPANIES[0]
    for part, record in zip(parts(company, SEED), records[:40], strict=False):
        assert conversation(company, part, SEED, NOW) == record


def test_another_seed_gives_other_conversations() -> None:
    company = COMPANIES[0]
    first = conversation(company, next(parts(company, SEED)), SEED, NOW)
    other = conversation(company, next(parts(company, SEED + 1)), SEED + 1, NOW)
    assert first.id != other.id
    assert first.transcript != other.transcript
