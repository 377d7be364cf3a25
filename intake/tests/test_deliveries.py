"""A list row says how the outputs of an imported conversation were delivered."""

from typing import Any

import pytest

from conversations.models import Delivered
from intake.deliveries import summarise


def sent(*statuses: Any) -> list[dict[str, Any]]:
    return [{"url": "https://hooks.example.com", "status": status} for status in statuses]


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (None, (Delivered.NONE, 0, 0)),
        ({}, (Delivered.NONE, 0, 0)),
        ({"webhooks": []}, (Delivered.NONE, 0, 0)),
        ({"webhooks": sent("success")}, (Delivered.SUCCESS, 1, 0)),
        ({"webhooks": sent("success", "pending")}, (Delivered.PENDING, 2, 0)),
        ({"webhooks": sent("success"), "chained": sent("failed")}, (Delivered.FAILED, 2, 1)),
        ({"callbacks": sent("pending", "Failed", "failed")}, (Delivered.FAILED, 3, 2)),
        ({"webhooks": sent("success", "unheard of")}, (Delivered.SUCCESS, 2, 0)),
        ({"webhooks": sent("unheard of")}, (Delivered.NONE, 1, 0)),
    ],
)
def test_the_worst_delivery_names_the_whole(outputs: Any, expected: tuple) -> None:
    assert summarise(outputs) == expected


@pytest.mark.parametrize(
    "odd", ["sent", 5, [1], {"webhooks": 5}, {"webhooks": [1, None, {"status": 5}, {}]}]
)
def test_what_is_no_delivery_is_not_counted(odd: Any) -> None:
    assert summarise(odd) == (Delivered.NONE, 0, 0)
