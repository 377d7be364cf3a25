"""No list and no record costs more statements the more there is in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.gate.tests.keys import ApiClient, api, api_of
from intake.tests.making import conversation, template
from orgs.models import Organization
from outputs.models import Delivery
from outputs.tests.making import endpoint

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

_SAVEPOINT = 2  # the test's own transaction makes one of the request's


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("interviews", 1),
        ("interviews?external_id=user_1&template_id=tpl_1&status=completed", 1),
        ("interviews/iv_0", 2),
        ("sessions/sess_0", 1),
        ("persons", 1),
        ("templates", 1),
        ("templates/tpl_1/versions", 1),
        ("deliveries?state=failed&template_id=tpl_1&interview_id=iv_0", 2),
        ("deliveries/{delivery}", 3),
        ("endpoints", 1),
        ("findings?template=tpl_1", 3),
        ("findings?template=tpl_1&where=location:empty:&where=date:empty:", 3),
    ],
)
def test_one_or_three_make_no_difference(
    api: ApiClient, northwind: Organization, path: str, statements: int
) -> None:
    for number in range(3):
        template(northwind, f"tpl_{number}")
        template(northwind, "tpl_1", instructions=f"{number}")
        conversation(
            northwind,
            f"iv_{number}",
            session_id=f"sess_{number}",
            template_id="tpl_1",
            persons=[{"external_id": f"user_{each}"} for each in range(number + 1)],
            source_fields={"outputs": {"webhooks": [{"status": "failed"}] * (number + 1)}},
        )
        endpoint(northwind)
        path = path.format(delivery=Delivery.objects.latest("id").public_id)
        api.get(f"/v1/{path}")  # looks the key up
        with CaptureQueriesContext(connection) as asked:
            assert api.get(f"/v1/{path}").status_code == 200
        assert len(asked) == statements + _SAVEPOINT
