"""Nothing of an erased person stays in exports, queues, verdicts or comments."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation, Template
from erasure.places import catalogue
from findings.domain.erasing import exported_files, exports, queues
from findings.domain.making import key_of
from findings.models import Export, ReviewQueue
from findings.tests.making import dinners
from orgs.models import Organization
from privacy.registry import Subjects

pytestmark = pytest.mark.django_db

ZONE = ["zone", "UTC"]


def export(organization: Organization, template: Template, query: list[list[str]]) -> Export:
    return Export.objects.create(
        organization=organization,
        template=template,
        secret=f"secret_{Export.objects.count()}",
        query=[*query, ZONE],
        form="csv",
        state="ready",
        expires_at=timezone.now() + timedelta(days=1),
    )


def subjects(conversation: Conversation, *words: str) -> Subjects:
    return Subjects(
        conversation.organization_id,
        conversations=[conversation.pk],
        public_ids=[conversation.public_id],
        words=words,
    )


def test_exports_of_the_persons_templates_go_with_their_files(
    northwind: Organization, bucket: Any
) -> None:
    first, *_ = dinners(northwind)
    assert first.template
    other = Template.objects.create(organization=northwind, name="Another")
    mine = export(northwind, first.template, [])
    searched = export(northwind, other, [["q", "François Silva"]])
    stays = export(northwind, other, [["q", "somebody else"]])
    for each in (mine, searched, stays):
        bucket.put_object(Key=key_of(each), Body=b"x")
    about = subjects(first, "François Silva")
    assert exports.count(about) == 2
    assert exports.erase(about) == 2
    assert exports.count(about) == 0
    assert [each.key for each in bucket.objects.all()] == [key_of(stays)]
    assert list(Export.objects.all()) == [stays]


def test_a_file_that_no_export_knows_counts_until_it_is_gone(
    northwind: Organization, bucket: Any
) -> None:
    first, *_ = dinners(northwind)
    about = subjects(first)
    bucket.put_object(Key=f"exports/{northwind.pk}/{first.template_id}/lost/x.csv", Body=b"x")
    bucket.put_object(Key="exports/999999/1/others/x.csv", Body=b"x")
    assert exported_files.count(about) == 1
    assert exported_files.erase(about) == 1
    assert exported_files.count(about) == 0
    assert len(list(bucket.objects.all())) == 1


def test_a_queue_that_searched_for_the_person_loses_its_words(northwind: Organization) -> None:
    first, *_ = dinners(northwind)
    template = Template.objects.get(public_id="tpl_dinner")

    def queue(name: str, query: list[list[str]]) -> ReviewQueue:
        return ReviewQueue.objects.create(
            organization=northwind, template=template, name=name, query=query,
            sampling="all", seed=1,
        )  # fmt: skip

    named = queue("François Silva", [])
    filtered = queue("Cities", [["where", "person:is:françois silva"]])
    other = queue("Silva", [["where", "city:is:Lisbon"]])
    about = subjects(first, "François Silva", "user_1")
    assert queues.count(about) == queues.erase(about) == 2
    assert queues.count(about) == 0
    for each in (named, filtered):
        each.refresh_from_db()
        assert (each.name, each.query) == ("Review queue", [])
    other.refresh_from_db()
    assert other.query


def test_the_engine_knows_every_place_of_this_room() -> None:
    known = catalogue()
    rows = {each.place.name for each in known.rows}
    assert {"findings_reviewitem", "findings_verdict", "findings_comment"} <= rows
    assert "conversations_findingdecision" in rows
    handled = {place.handler for place in known.handled}
    assert {
        f"findings.domain.erasing.{name}" for name in ("queues", "exports", "exported_files")
    } <= handled


NUMBERS = [["longer", "300"], ["frames", "300"], ["sort", "asc:300"], ["where", "rating:min:300"]]


def test_what_is_no_search_for_words_tells_nothing_of_anybody(northwind: Organization) -> None:
    first, *_ = dinners(northwind)
    other = Template.objects.create(organization=northwind, name="Another")
    rated = ["where", "rating:is:300"]  # It may be a finding's own number: a mention, at most.
    stays = export(northwind, other, [*NUMBERS, rated, ["status", "completed"]])
    goes = export(northwind, other, [["q", '"300"']])
    about = subjects(first, "300", "completed")
    assert exports.count(replace(about, conversations=[])) == 1
    assert exports.erase(replace(about, conversations=[])) == 1
    assert list(Export.objects.all()) == [stays] != [goes]


def test_a_search_made_after_it_began_is_for_somebody_else(northwind: Organization) -> None:
    first, *_ = dinners(northwind)
    other = Template.objects.create(organization=northwind, name="Another")
    export(northwind, other, [["q", "user_1"]])
    about = replace(subjects(first, "user_1"), conversations=[])
    assert exports.count(about) == 1
    assert exports.count(replace(about, until=timezone.now() - timedelta(minutes=1))) == 0
