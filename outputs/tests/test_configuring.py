"""Outputs are refused where they are wrong, by the path of what is."""

from typing import Any

import pytest

from orgs.models import Organization
from outputs.domain import OutputProblem, check_outputs
from outputs.tests.making import endpoint, webhook

pytestmark = pytest.mark.django_db

CHAINED = {
    "id": "out_2",
    "type": "chained",
    "method": "PUT",
    "url": "https://crm.example.com/leads",
    "headers": {"Authorization": "Bearer {{context.token}}"},
    "body": {"name": "{{person.name}}"},
    "when": {"event": "goal.committed", "goal": "location"},
    "store_as": "date",
}
CALLBACK = {"id": "out_3", "type": "callback", "name": "opened"}


def test_outputs_of_each_kind_are_taken(northwind: Organization) -> None:
    outputs = [webhook(endpoint(northwind)), CHAINED, CALLBACK]

    read = check_outputs(northwind.pk, outputs, goals=["location", "date"])

    assert [output.id for output in read] == ["out_1", "out_2", "out_3"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "a b"}, "outputs[0].id"),
        ({"id": None}, "outputs[0].id"),
        ({"type": "mail"}, "outputs[0].type"),
        ({"type": []}, "outputs[0].type"),
        ({"when": {"event": "turn"}}, "outputs[0].when.event"),
        ({"when": {}}, "outputs[0].when.event"),
        ({"when": {"event": "conversation.ended", "goal": "x"}}, "outputs[0].when.goal"),
        ({"when": {"event": "goal.committed", "goal": "x"}}, "outputs[0].when.goal"),
        ({"when": "soon"}, "outputs[0].when"),
        ({"method": "TRACE"}, "outputs[0].method"),
        ({"method": "GET"}, "outputs[0].body"),
        ({"url": "http://crm.example.com/"}, "outputs[0].url"),
        ({"url": "https://127.0.0.1/"}, "outputs[0].url"),
        ({"url": "https://10.0.0.1/"}, "outputs[0].url"),
        ({"url": 5}, "outputs[0].url"),
        ({"headers": {"Host": "a"}}, "outputs[0].headers"),
        ({"headers": {"webhook-id": "a"}}, "outputs[0].headers"),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, "outputs[0].headers"),
        ({"headers": {"X A": "a"}}, "outputs[0].headers"),
        ({"headers": {"X-A": 5}}, "outputs[0].headers.X-A"),
        ({"headers": {"X-A": "{{secrets.key}}"}}, "outputs[0].headers"),
        ({"body": {"a": ["{{settings.SECRET_KEY}}"]}}, "outputs[0].body"),
        ({"body": {"a": "x" * 256_000}}, "outputs[0].body"),
        ({"body": "text"}, "outputs[0].body"),
        ({"store_as": ""}, "outputs[0].store_as"),
        ({"endpoint": "ep_1"}, "outputs[0].endpoint"),
        ({"more": 1}, "outputs[0].more"),
    ],
)
def test_a_mistake_is_named_by_its_path(
    northwind: Organization, change: dict[str, Any], path: str
) -> None:
    with pytest.raises(OutputProblem) as problem:
        check_outputs(northwind.pk, [{**CHAINED, **change}], goals=["location"])

    assert problem.value.path == path and problem.value.reason


def test_an_endpoint_is_the_organisations_own(
    northwind: Organization, other_org: Organization
) -> None:
    for to in (endpoint(other_org).public_id, "ep_unknown"):
        output = {"id": "out_1", "type": "webhook", "endpoint": to}
        with pytest.raises(OutputProblem) as problem:
            check_outputs(northwind.pk, [output])
        assert problem.value.path == "outputs[0].endpoint"


@pytest.mark.parametrize("outputs", [{}, None, "x", [5], [CALLBACK, CALLBACK], [CALLBACK] * 101])
def test_what_is_no_list_of_outputs_is_refused(northwind: Organization, outputs: Any) -> None:
    with pytest.raises(OutputProblem):
        check_outputs(northwind.pk, outputs)
