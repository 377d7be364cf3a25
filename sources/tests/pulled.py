"""A source that speaks the widget dialect, pulled by a worker."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import SYSTEM
from conversations.models import Conversation
from orgs.models import Organization
from sources import domain
from sources.models import Run, Source
from sources.tests.elsewhere import Elsewhere, serving


@pytest.fixture(autouse=True)
def local_ones_are_public(settings: Any) -> None:
    settings.OUTPUTS_ALLOW_HTTP = True
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with serving(Elsewhere(10)) as elsewhere:
        yield elsewhere


@pytest.fixture
def source(there: Elsewhere, northwind: Organization) -> Source:
    return domain.create_source(
        actor=SYSTEM,
        organization=northwind,
        name="The old system",
        base_url=there.url,
        dialect="widget",
        key="sk_live_theirs",
    )


def pulled(source: Source, *, due: bool = True) -> Source:
    """Let a worker do what is due; `due`: have this source be due first."""
    if due:
        Source.objects.filter(pk=source.pk).update(due_at=timezone.now())
    domain.pull_due()
    source.refresh_from_db()
    return source


def last_run(source: Source) -> Run:
    return source.runs.order_by("-pk")[0]


def here() -> list[str]:
    return sorted(Conversation.objects.values_list("public_id", flat=True))
