"""The organisations of a benchmark with their templates, who reads the pages, and the API key."""

import hashlib
from datetime import datetime
from pathlib import Path

from bench.world import CATEGORIES, CRITERIA, GOALS, Company, world
from conversations.models import Template, TemplateVersion
from orgs import domain
from orgs.domain.keys import issue_key
from orgs.models import AuditEvent, Organization, Role, User
from orgs.queries.keys import key_access
from orgs.scopes import Scope

READER = "reader@bench.example"
IMPORTS = "imports"  # the organisation that the import is measured in
_NO_LIMIT = 2_000_000_000  # requests a minute, counted all the same


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


def ensure_key(file: Path) -> None:
    """Leave the secret of a key of the first organisation, with all scopes, in `file`.

    One that was made before is good as long as its secret is there.
    """
    known = key_access(file.read_text()) if file.exists() else None
    if known is not None and known.scopes.issuperset(Scope):
        return
    largest = Organization.objects.get(id=1)
    _, secret = issue_key(
        actor=domain.Actor(AuditEvent.Actor.SYSTEM, None),
        organization=largest,
        by=None,
        name="Benchmark",
        scopes=tuple(Scope),
        is_test=False,
        requests_per_minute=_NO_LIMIT,
    )
    file.touch(mode=0o600)
    file.write_text(secret)
