"""Persons to test with."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from orgs.models import Organization
from persons.models import Person
from web.words import name_vector

NOW = timezone.now()


def make_person(
    organization: Organization, name: str = "", *, days: float = 1, **facts: Any
) -> Person:
    """Return a new person, last seen `days` ago."""
    seen = NOW - timedelta(days=days)
    return Person.objects.create(
        organization=organization,
        name=name,
        name_search=name_vector(organization.pk, name),
        **{"first_seen_at": seen, "last_seen_at": seen, **facts},
    )
