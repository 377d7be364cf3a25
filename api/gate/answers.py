"""What an operation answers with: a ready response, made from plain values."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json


class Answer(HttpResponse):
    """`kept`: what a repeat of the request is answered with, where this must not be kept.

    `once_committed`: asked for the answer to give instead, once the transaction is through and
    nothing is locked; it may take a while.
    """

    kept: bytes | None = None
    once_committed: Callable[[], HttpResponse] | None = None


def answer(value: Any, status: int = 200, *, kept: Any = None) -> Answer:
    """Return `value` as JSON; times in UTC are written with `Z`.

    `kept`: the same without what is told only once, for answers that hold a secret.
    Not checked against the declared shape: the tests hold that every operation keeps to its own.
    """
    response = Answer(to_json(value), status=status, content_type="application/json")
    response.kept = None if kept is None else to_json(kept)
    return response
