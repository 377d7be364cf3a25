"""The organisations of a benchmark with their templates, and the one who reads the pages."""

import hashlib
from datetime import datetime

from bench.world import CATEGORIES, CRITERIA, GOALS, Company, world
from conversations.models import Template, TemplateVersion
from orgs import domain
from orgs.models import Organization, Role, User

READER = "reader@bench.example"
IMPORTS = "imports"  # the organisation that the import is measured in


def ensure_companies(scale: int, ends_at: datetime) -> None:
    """Make what is missing of the organisations, templates and versions, with the world's keys."""
    everything = world(scale, ends_at)
    for company in everything.companies:
        values = {"name": company.slug.title(), "created_at": everything.begins_at}
        Organization.objects.get_or_create(id=company.id, slug=company.slug, defaults=values)
        _templates(company)
    last = len(everything.companies) + 1
    Organization.objects.get_or_create(id=last, slug=IMPORTS, defaults={"name": "Imports"})


def _templates(company: Company) -> None:
    goals = [
        {"id": goal, "type": kind, "allowed_values": list(CATEGORIES.get(goal, ()))}
        for goal, kind, _ in GOALS
    ]
    templates, versions = {}, []
    for version in company.versions:
        templates[version.template_id] = Template(
            id=version.template_id,
            organization_id=company.id,
            public_id=f"tpl_{version.template_id:021d}",
            name=version.template_name,
        )
        digest = hashlib.sha256(f"version {version.id}".encode()).digest()
        versions.append(
            TemplateVersion(
                id=version.id,
                organization_id=company.id,
                template_id=version.template_id,
                number=version.number,
                goals=goals,
                criteria=[{"id": name, "description": f"It was {name}."} for name in CRITERIA],
                digest=digest,
            )
        )
    Template.objects.bulk_create(templates.values(), ignore_conflicts=True)
    TemplateVersion.objects.bulk_create(versions, ignore_conflicts=True)


def ensure_reader() -> User:
    """Return the admin of the first organisation, who may use Django's admin as well."""
    user = User.objects.filter(email=READER).first()
    if user is None:
        user = domain.add_user(email=READER, name="Rea Reader", password=None)
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        largest = Organization.objects.get(id=1)
        domain.add_member(organization=largest, user=user, role=Role.ADMIN)
    return user
