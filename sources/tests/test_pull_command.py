"""`manage.py pull_source`: with the key that is given, and of the run that it made."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from api.gate.tests.keys import SYSTEM
from orgs.models import Organization
from sources import domain
from sources.models import Source
from sources.tests.elsewhere import Elsewhere
from sources.tests.pulled import here, local_ones_are_public, pulled, source, there

__all__ = ["local_ones_are_public", "source", "there"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_API_KEY", "sk_live_theirs")


def pull(there: Elsewhere) -> str:
    told = StringIO()
    which = {"organization": "northwind", "dialect": "widget"}
    call_command("pull_source", there.url, **which, stdout=told)
    return told.getvalue()


def test_it_makes_a_source_once_and_pulls_it(there: Elsewhere, northwind: Organization) -> None:
    assert pull(there).startswith("10 created, 0 updated")
    assert pull(there).startswith("0 created, 0 updated, 0 unchanged"), "nothing began since"
    assert Source.objects.count() == 1 and len(here()) == 10


def test_the_key_that_is_given_is_the_one_it_asks_with(
    source: Source, there: Elsewhere, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_API_KEY", "sk_live_old")
    with pytest.raises(CommandError, match="refuses the key"):
        pull(there)
    monkeypatch.setenv("SOURCE_API_KEY", "sk_live_theirs")
    assert pull(there).startswith("10 created")
    source.refresh_from_db()
    assert source.name == "The old system" and domain.has_key(source, "sk_live_theirs")


def test_a_paused_one_is_said_to_be_and_no_earlier_run_is_told(
    source: Source, there: Elsewhere, northwind: Organization
) -> None:
    pulled(source)
    domain.pause_source(actor=SYSTEM, organization=northwind, public_id=source.public_id)
    with pytest.raises(CommandError, match="paused"):
        pull(there)


def test_what_failed_before_is_not_told_of_this_pull(
    source: Source, there: Elsewhere, northwind: Organization
) -> None:
    Source.objects.update(failures=3, problem="It answered 500.", pulled_until=timezone.now())
    assert pull(there).startswith("0 created")
