"""The templates that records name: bound to a version, made where history comes first."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Max, OuterRef, Q, Subquery

from conversations.models import Template, TemplateVersion
from conversations.queries.goals import named_values
from intake.beside import declared_numbers
from intake.draft import Draft, Version
from intake.records import TemplateRecord
from intake.results import Refusal
from intake.versions import definition_digest

# Of a version: ids of its goals, the keys of the values they name, ids of those that are numbers.
_Told = tuple[frozenset[str], dict[str, frozenset[str]], frozenset[str]]


class Templates:
    """Binds conversations to template versions: two statements, and two more to make what lacks."""

    def __init__(self, organization_id: int, drafts: Collection[Draft]) -> None:
        self._organization_id = organization_id
        named = {draft.record.template_id for draft in drafts if draft.record.template_id}
        self._templates = {
            template.public_id: template
            for template in Template.objects.filter(
                organization_id=organization_id, public_id__in=named
            )
        }
        self._versions: dict[int, dict[int, TemplateVersion]] = defaultdict(dict)
        if self._templates:
            self._load_versions(drafts)

    def _load_versions(self, drafts: Collection[Draft]) -> None:
        keys = [template.pk for template in self._templates.values()]
        newest = (
            TemplateVersion.objects.filter(template_id=OuterRef("template_id"))
            .values("template_id")
            .annotate(newest=Max("number"))
            .values("newest")
        )
        for version in TemplateVersion.objects.filter(
            Q(pk__in=[draft.existing.version_id for draft in drafts if draft.existing])
            | Q(number__in={draft.record.template_version or 0 for draft in drafts})
            | Q(number=Subquery(newest)),
            template_id__in=keys,
        ).only("template_id", "number", "goals"):
            self._versions[version.template_id][version.number] = version

    def check(self, draft: Draft) -> None:
        """Raise Refusal where the record names a version that there is not."""
        public_id, number = draft.record.template_id, draft.record.template_version
        if public_id is None or number is None or self._kept(draft) is not None:
            return
        template = self._templates.get(public_id)
        exists = number == 1 if template is None else number in self._versions[template.pk]
        if not exists:
            raise Refusal("template_version", "is no version of this template")

    def bind(self, drafts: Collection[Draft]) -> None:
        """Give each draft its version, making the templates that are not known yet."""
        self._make({draft.record.template_id: draft for draft in drafts})
        told: dict[int, _Told] = {}
        for draft in drafts:
            if draft.record.template_id is None:
                continue
            template = self._templates[draft.record.template_id]
            versions = self._versions[template.pk]
            number = draft.record.template_version or max(versions)
            version = self._kept(draft) or versions[number]
            if version.pk not in told:
                told[version.pk] = _told(version)
            draft.version = Version(
                version.pk, version.number, template.pk, template.name, *told[version.pk]
            )

    def _kept(self, draft: Draft) -> TemplateVersion | None:
        """The version the conversation was bound to before, unless it names another template."""
        template = self._templates.get(draft.record.template_id or "")
        if draft.existing is None or template is None:
            return None
        versions = self._versions[template.pk].values()
        return next((v for v in versions if v.pk == draft.existing.version_id), None)

    def _make(self, drafts: dict[str | None, Draft]) -> None:
        """A template that only conversations tell of gets its id for a name, and no goals."""
        templates = [
            Template(organization_id=self._organization_id, public_id=name, name=name)
            for name in drafts
            if name is not None and name not in self._templates
        ]
        if not templates:
            return
        Template.objects.bulk_create(templates)
        versions = [
            TemplateVersion(
                organization_id=self._organization_id,
                template=template,
                number=1,
                digest=definition_digest(TemplateRecord(id=template.public_id, name=template.name)),
            )
            for template in templates
        ]
        for version in TemplateVersion.objects.bulk_create(versions):
            self._templates[version.template.public_id] = version.template
            self._versions[version.template_id][1] = version


def _told(version: TemplateVersion) -> _Told:
    goals = version.goals
    ids = frozenset(goal["id"] for goal in goals)
    return ids, named_values(goals), declared_numbers(goals)
