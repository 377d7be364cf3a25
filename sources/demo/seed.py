"""Seeds the demo through the one door for facts; what is there already stays as it is."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction

from conversations.domain import refresh_rollups
from conversations.models import TemplateVersion
from intake.domain import Outcome, import_conversations, import_templates
from orgs.models import Organization
from sources.demo.accounts import ACCOUNTS, Password, ensure_account, ensure_organization, last_day
from sources.demo.known import date_contexts
from sources.demo.lately import ensure_endpoints, play_lately, with_outputs
from sources.demo.plan import COMPANIES, Company, parts
from sources.demo.records import conversation
from sources.demo.requests import ensure_requests
from sources.demo.reviewing import ensure_reviews

SEED = 2026
_BATCH = 150


@transaction.atomic
def seed_demo(*, password: str, now: datetime) -> Counter[str]:
    """Bring the whole demo in; return how many conversations were created, unchanged and so on.

    All of it or nothing: `make run` takes a database with an organisation in it for a seeded one.
    Times count back from `now` on the first run, and stay there on later ones.
    Raises NotTheDemo where somebody else has its names.
    """
    organizations = {company.slug: ensure_organization(company, now) for company in COMPANIES}
    counts: Counter[str] = Counter()
    for company in COMPANIES:
        organization = organizations[company.slug]
        if settings.DEMO_RECEIVER:
            ensure_endpoints(company, organization)
        _templates(company, organization)
        counts.update(outcome.result for outcome in _conversations(company, organization))
        if settings.DEMO_RECEIVER:
            play_lately(company, organization, SEED, now)
        refresh_rollups(organization.pk)
        if counts["created"]:
            date_contexts(organization)
    common = Password(password)
    users = {account.email: ensure_account(account, organizations, common) for account in ACCOUNTS}
    staff = users["support@roxels.example"], users["approver@roxels.example"]
    pairs = [(company, organizations[company.slug]) for company in COMPANIES]
    ensure_requests(pairs, staff, SEED, now)
    for company in COMPANIES:
        ensure_reviews(company, organizations[company.slug], SEED)
    return counts


def _templates(company: Company, organization: Organization) -> None:
    """Bring in the missing versions, oldest first: an older one again would count as new."""
    for script in company.scripts():
        family = script.family
        there = TemplateVersion.objects.filter(
            organization=organization, template__public_id=family.template_id
        ).count()
        for version in range(there + 1, len(family.began) + 1):
            record = family.record(version)
            # The newest is what conversations that are led here run.
            if settings.DEMO_RECEIVER and version == len(family.began):
                record = with_outputs(company, record)
            import_templates(organization, [record])


def _conversations(company: Company, organization: Organization) -> list[Outcome]:
    today = last_day(organization)
    records = [conversation(company, part, SEED, today) for part in parts(company, SEED)]
    records.sort(key=lambda record: record.created_at or today)
    outcomes: list[Outcome] = []
    for start in range(0, len(records), _BATCH):
        outcomes += import_conversations(organization, records[start : start + _BATCH])
    return outcomes
