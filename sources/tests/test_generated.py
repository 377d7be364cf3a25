"""Whatever a dialect can say comes out of the database as it went in, and out of a second one."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.backend.tests.test_shapes import wires as backend
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of
from api.interviews.tests.test_shapes import interview
from api.widgets.tests.test_shapes import wires as widget
from intake.domain import Refusal, Result, import_conversations
from orgs.models import Organization
from sources.formats import FORMATS
from sources.tests.instances import wholes

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

generously = settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # Shrinking asks two instances for hours.
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large,
    ],
)  # fmt: skip


def many(wires: Any) -> Any:
    return st.lists(wires, min_size=1, max_size=8, unique_by=lambda wire: wire["id"])


class Two:
    """Two instances, told apart by their organisations."""

    def __init__(
        self, api: ApiClient, northwind: Organization, api_of: KeyClient, other_org: Organization
    ) -> None:
        self.first, self.second = (northwind, api), (other_org, api_of(other_org))

    def tell(self, dialect: str, wires: list[Any]) -> dict[str, Any]:
        """Bring these into the first, what it tells into the second; return what both tell, by id.

        Those of one moment stand in the order in which they came.
        """
        both = []
        for organization, instance in (self.first, self.second):
            records = [record for wire in wires if (record := read(dialect, wire))]
            outcomes = import_conversations(organization, records)
            assert {each.result for each in outcomes} <= {Result.CREATED, Result.REFUSED}
            wires = wholes(instance, dialect)
            both.append({wire["id"]: wire for wire in wires})
        assert both[0] == both[1]
        return both[0]


def counted(wire: dict[str, Any]) -> dict[str, Any]:
    """A length that is not given is counted from start and end."""
    times = [wire.get(name) for name in ("started_at", "ended_at")]
    if "duration_seconds" not in wire or wire["duration_seconds"] is not None or None in times:
        return wire
    began, ended = (datetime.fromisoformat(str(time)) for time in times)
    return {**wire, "duration_seconds": int((ended - began).total_seconds())}


def read(dialect: str, wire: Any) -> Any:
    try:
        return FORMATS[dialect].conversation(wire)
    except Refusal:
        return None


@pytest.fixture
def two(api: ApiClient, northwind: Organization, api_of: KeyClient, other_org: Organization) -> Two:
    return Two(api, northwind, api_of, other_org)


@pytest.mark.parametrize(("dialect", "strategy"), [("backend", backend()), ("widget", widget())])
def test_what_is_said_is_told_as_it_was_said(two: Two, dialect: str, strategy: Any) -> None:
    @generously
    @given(many(strategy))
    def told_again(wires: list[Any]) -> None:
        with transaction.atomic():
            assert two.tell(dialect, wires) == {wire["id"]: counted(wire) for wire in wires}
            transaction.set_rollback(True)

    told_again()


def test_interviews_are_told_the_same_by_both(two: Two) -> None:
    @generously
    @given(many(interview))
    def told_again(wires: list[Any]) -> None:
        with transaction.atomic():
            two.tell("roxels", wires)
            transaction.set_rollback(True)

    told_again()
