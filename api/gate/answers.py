"""What an operation answers with: a ready response, made from plain values."""

from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json


def answer(value: Any, status: int = 200) -> HttpResponse:
    """Return `value` as JSON; times in UTC are written with `Z`.

    Not checked against the declared shape: the tests hold that every operation keeps to its own.
    """
    return HttpResponse(to_json(value), status=status, content_type="application/json")
