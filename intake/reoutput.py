"""A template's next version, which differs in its outputs alone."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from conversations.models import Template, TemplateVersion
from conversations.queries import templates as queries
from intake import batch
from intake.domain import save_template
from intake.records import TemplateRecord


@transaction.atomic
def save_outputs(template: Template, change: Callable[[TemplateVersion], list[Any]]) -> None:
    """Save as the next version what `change` makes of the newest one's outputs.

    Nobody else changes the template meanwhile. A template without a version has none to change.
    """
    batch.lock(template.organization_id)
    versions = queries.versions(template)
    newest = queries.version(template, versions[0].number) if versions else None
    if newest is None:
        return
    outputs = change(newest)
    template.refresh_from_db()
    given = {
        "id": template.public_id,
        "name": template.name,
        "description": template.description,
        "instructions": newest.instructions,
        "goals": newest.goals,
        "criteria": newest.criteria,
        "phases": newest.phases,
        "outputs": outputs,
        "screen_share": newest.screen_share,
        "max_duration_seconds": newest.max_duration_seconds,
    }
    save_template(template.organization_id, TemplateRecord.model_validate(given))
