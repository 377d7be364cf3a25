"""Template records become templates and versions."""

import hashlib

from django.db.models import F

from conversations.models import Conversation, Template, TemplateVersion
from intake.digest import canonical_json
from intake.records import TemplateRecord
from intake.results import Result

_DEFINITION = {
    "instructions",
    "goals",
    "criteria",
    "phases",
    "outputs",
    "screen_share",
    "max_duration_seconds",
}


def definition_digest(record: TemplateRecord) -> bytes:
    """Return the SHA-256 of what makes a version: everything but id, name and description."""
    definition = record.model_dump(mode="json", include=_DEFINITION, exclude_defaults=True)
    return hashlib.sha256(canonical_json(definition)).digest()


def save_template(organization_id: int, record: TemplateRecord) -> tuple[Template, Result]:
    """Upsert one template; a changed definition becomes its next version.

    A new name or description changes the template itself, and the name also where it is kept on
    its conversations.
    """
    template, created = Template.objects.get_or_create(
        organization_id=organization_id,
        public_id=record.id,
        defaults={"name": record.name, "description": record.description},
    )
    renamed = not created and _describe(template, record)
    versions = template.versions.order_by("-number").values_list("number", "digest")
    number, digest = versions.first() or (0, b"")
    changed = bytes(digest) != definition_digest(record)
    if changed:
        _add_version(template, record, number + 1)
    if created:
        return template, Result.CREATED
    return template, Result.UPDATED if renamed or changed else Result.UNCHANGED


def _describe(template: Template, record: TemplateRecord) -> bool:
    """Return whether the name or the description is new."""
    before = (template.name, template.description)
    if before == (record.name, record.description):
        return False
    template.name, template.description = record.name, record.description
    template.save(update_fields=["name", "description"])
    if template.name != before[0]:
        Conversation.objects.filter(template=template).update(
            template_name=template.name, revision=F("revision") + 1
        )
    return True


def _add_version(template: Template, record: TemplateRecord, number: int) -> None:
    definition = record.model_dump(mode="json", include=_DEFINITION)
    TemplateVersion.objects.create(
        organization_id=template.organization_id,
        template=template,
        number=number,
        digest=definition_digest(record),
        **definition,
    )
