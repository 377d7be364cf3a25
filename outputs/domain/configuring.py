"""Outputs as somebody configures them: checked against the organisation, or refused by field."""

from collections.abc import Collection
from typing import Any

from outputs import payloads
from outputs.addresses import Blocked, check_url
from outputs.definitions import (
    MOST_BYTES,
    MOST_OUTPUTS,
    ROOTS,
    Callback,
    Chained,
    Output,
    OutputProblem,
    Webhook,
    read_output,
)
from outputs.models import Endpoint
from outputs.models.endpoint import there
from web.placeholders import places


def check_outputs(
    organization_id: int, outputs: Any, goals: Collection[str] | None = None
) -> list[Output]:
    """Return the outputs, read; raise OutputProblem for the first mistake, naming its place.

    `goals`: the ids that the template version declares, where that is to be checked too.
    """
    if not isinstance(outputs, list):
        raise OutputProblem("outputs", "must be a list")
    if len(outputs) > MOST_OUTPUTS:
        raise OutputProblem("outputs", f"must be {MOST_OUTPUTS} at most")
    read = [read_output(entry, f"outputs[{number}]") for number, entry in enumerate(outputs)]
    named = {output.endpoint for output in read if isinstance(output, Webhook)}
    endpoints = set(
        Endpoint.objects.filter(there(organization_id), public_id__in=named).values_list(
            "public_id", flat=True
        )
    )
    seen: set[str] = set()
    for number, output in enumerate(read):
        path = f"outputs[{number}]"
        if output.id in seen:
            raise OutputProblem(f"{path}.id", "is the id of another output too")
        seen.add(output.id)
        _check_moment(output, path, goals)
        if isinstance(output, Webhook) and output.endpoint not in endpoints:
            raise OutputProblem(f"{path}.endpoint", "is no endpoint of this organisation")
        if not isinstance(output, Callback):
            _check_content(output, path)
    return read


def _check_moment(output: Output, path: str, goals: Collection[str] | None) -> None:
    when = output.when
    if when.goal is not None and when.event != "goal.committed":
        raise OutputProblem(f"{path}.when.goal", "belongs to the event goal.committed alone")
    if goals is not None and when.goal is not None and when.goal not in goals:
        raise OutputProblem(f"{path}.when.goal", "is no goal of this template")


def _check_content(output: Webhook | Chained, path: str) -> None:
    if isinstance(output, Chained):
        try:
            check_url(output.url)
        except Blocked as blocked:
            raise OutputProblem(f"{path}.url", str(blocked)) from None
        if output.method == "GET" and output.body is not None:
            raise OutputProblem(f"{path}.body", "cannot go with GET")
    for field, value in (("body", output.body), ("headers", output.headers)):
        for root, _ in places(value):
            if root not in ROOTS:
                known = ", ".join(sorted(ROOTS))
                raise OutputProblem(f"{path}.{field}", f"knows no {{{{{root}}}}}, only {known}")
    if output.body is not None and len(payloads.encode(output.body)) > MOST_BYTES:
        raise OutputProblem(f"{path}.body", "is larger than 256 kB")
