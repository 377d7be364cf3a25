"""Sign-in sessions do not pile up."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from orgs.tasks import clear_expired_sessions


@pytest.mark.django_db
def test_sessions_that_ran_out_are_deleted() -> None:
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        expires = now + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    clear_expired_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
