"""Outputs of a template, one at a time: each change makes the template's next version.

Versions are intake's to make, which is a room further right: it says here how, when it is ready.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from conversations.models import Template, TemplateVersion
from orgs.domain.audit import Actor, record
from outputs.definitions import MOST_OUTPUTS, OutputProblem
from outputs.domain.configuring import check_outputs

# (template, change): calls `change` with the newest version, locked against others, and saves what
# that returns as the outputs of the next one.
Change = Callable[[TemplateVersion], list[Any]]
Saver = Callable[[Template, Change], None]
_savers: list[Saver] = []


class Outdated(Exception):
    """The template has another version by now than the one that was looked at."""


def provide_saver(save: Saver) -> None:
    """Say how a template gets its next version; the room that does it calls this when ready."""
    _savers[:] = [save]


def save_output(
    *, actor: Actor, template: Template, number: int, position: int | None, output: dict[str, Any]
) -> None:
    """Put `output` in the place of the one at `position` (from 1), or behind all of them.

    `number`: the version that was looked at. Raises OutputProblem, Outdated. What else the version
    holds is not judged again: an import may have brought outputs of another form.
    """

    def change(outputs: list[Any], goals: list[str]) -> None:
        check_outputs(template.organization_id, [output], goals)
        others = [each for place, each in enumerate(outputs, start=1) if place != position]
        if any(isinstance(each, dict) and each.get("id") == output["id"] for each in others):
            raise OutputProblem("outputs[0].id", "is the id of another output too")
        if position is None and len(outputs) >= MOST_OUTPUTS:
            raise OutputProblem("outputs", f"would be more than {MOST_OUTPUTS} outputs")
        if position is None:
            outputs.append(output)
        else:
            outputs[position - 1] = output

    _save(actor, template, number, position, change)


def remove_output(*, actor: Actor, template: Template, number: int, position: int) -> None:
    """Take the output at `position` (from 1) away. Raises Outdated."""

    def change(outputs: list[Any], goals: list[str]) -> None:
        del outputs[position - 1]

    _save(actor, template, number, position, change)


@transaction.atomic
def _save(
    actor: Actor,
    template: Template,
    number: int,
    position: int | None,
    change: Callable[[list[Any], list[str]], None],
) -> None:
    def outputs_of(version: TemplateVersion) -> list[Any]:
        outputs = list(version.outputs)
        if version.number != number or (position or 1) > max(len(outputs), 1):
            raise Outdated
        change(outputs, [goal["id"] for goal in version.goals])
        return outputs

    [save] = _savers
    save(template, outputs_of)
    record(
        actor=actor,
        action="template.outputs_changed",
        organization_id=template.organization_id,
        object_type="template",
        object_id=template.public_id,
    )
