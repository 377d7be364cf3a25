"""Templates grow by versions, and history may come before its template."""

from typing import Any

import pytest

from conversations.models import Conversation, Template, TemplateVersion
from intake.domain import Outcome, Result, import_templates
from intake.records import TemplateRecord
from intake.tests.making import conversation, record, save
from orgs.models import Organization

pytestmark = pytest.mark.django_db

GIVEN: dict[str, Any] = {
    "id": "tpl_1",
    "name": "Restaurants",
    "instructions": "Be kind.",
    "goals": [{"id": "location", "allowed_values": ["Napa"], "type": "category"}],
    "criteria": [{"id": "polite"}],
    "outputs": [{"kind": "webhook"}],
    "max_duration_seconds": 600,
}


def add(organization: Organization, **fields: Any) -> Outcome:
    record = TemplateRecord.model_validate({**GIVEN, **fields})
    [outcome] = import_templates(organization, [record])
    return outcome


def test_a_template_is_its_versions(northwind: Organization) -> None:
    assert add(northwind).result is Result.CREATED
    version = TemplateVersion.objects.get()
    assert (version.number, version.instructions, version.max_duration_seconds) == (
        1,
        "Be kind.",
        600,
    )
    assert version.goals[0]["id"] == "location"
    assert version.goals[0]["critical"] is False
    assert add(northwind).result is Result.UNCHANGED
    assert add(northwind, instructions="Be quick.").result is Result.UPDATED
    numbers = TemplateVersion.objects.order_by("number").values_list("number", "instructions")
    assert list(numbers) == [(1, "Be kind."), (2, "Be quick.")]


def test_a_new_name_is_no_new_version(northwind: Organization) -> None:
    add(northwind)
    conversation(northwind, template_id="tpl_1")
    assert add(northwind, name="Tables", description="All of them").result is Result.UPDATED
    assert TemplateVersion.objects.count() == 1
    assert Conversation.objects.get().template_name == "Tables"


def test_history_may_come_first(northwind: Organization) -> None:
    first = conversation(
        northwind, template_id="tpl_1", findings=[{"goal": "location", "value": "Napa"}]
    )
    assert (first.template_name, first.version_number, first.goals_total) == ("tpl_1", 1, 0)
    assert add(northwind).result is Result.UPDATED
    first.refresh_from_db()
    assert (first.template_name, first.version_number) == ("Restaurants", 1)
    assert conversation(northwind, "iv_2", template_id="tpl_1").version_number == 2


def test_a_batch_makes_an_unknown_template_once(northwind: Organization) -> None:
    save(northwind, [record(f"iv_{n}", template_id="tpl_new") for n in range(3)])
    assert Template.objects.get().public_id == "tpl_new"
    assert TemplateVersion.objects.count() == 1


def test_a_conversation_may_name_an_older_version(northwind: Organization) -> None:
    add(northwind)
    add(northwind, instructions="Be quick.")
    older = conversation(northwind, template_id="tpl_1", template_version=1)
    assert older.version_number == 1
    assert older.template_version == TemplateVersion.objects.get(number=1)


def test_a_record_that_names_another_template_moves_there(northwind: Organization) -> None:
    conversation(northwind, template_id="tpl_1")
    moved = conversation(northwind, template_id="tpl_2")
    assert moved.template_name == "tpl_2"
    assert moved.template_version == TemplateVersion.objects.get(template__public_id="tpl_2")
