"""Checking what the URL asks of the audit log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from orgs.models import AuditEvent, Membership
from orgs.queries.audit import AuditFilters

# At the calendar's two ends a day has no midnight in every zone, or no day after it.
_DAYS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class AuditForm(forms.Form):
    """Nothing asked for is everything. Days are the viewer's own."""

    topic = forms.ChoiceField(
        label="Events", choices=[("", "All events"), *AuditEvent.Topic.choices], required=False
    )
    member = forms.CharField(label="Member", max_length=128, required=False)
    since = forms.DateField(label="From", required=False, validators=_DAYS)
    until = forms.DateField(label="Until", required=False, validators=_DAYS)

    def filters(self, members: dict[int, Membership]) -> AuditFilters:
        """Return what a valid form asks for, of these members; an unknown one finds nothing."""
        given = self.cleaned_data
        ids = {membership.public_id: key for key, membership in members.items()}
        return AuditFilters(
            topic=given["topic"],
            user_id=ids.get(given["member"], 0) if given["member"] else None,
            since=_midnight(given["since"]),
            until=_midnight(given["until"] and given["until"] + timedelta(days=1)),
        )


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
