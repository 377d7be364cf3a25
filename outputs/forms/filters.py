"""Checking what the URL asks of the deliveries list."""

from datetime import date
from typing import Any

from django import forms

from outputs.filters import RANGES, DeliveryFilters
from outputs.models import EventType, State

_EARLIEST, _LATEST = date(1970, 1, 2), date(2199, 12, 30)


class FilterForm(forms.Form):
    """Every field is optional; an empty form is the whole list."""

    state = forms.MultipleChoiceField(required=False, choices=State.choices, label="State")
    endpoint = forms.CharField(required=False, max_length=128, label="Endpoint")
    event = forms.ChoiceField(
        required=False, choices=[("", "All events"), *EventType.choices], label="Event"
    )
    template = forms.CharField(required=False, max_length=128, label="Template")
    range = forms.ChoiceField(
        required=False,
        choices=[("", "Any time"), *((name, label) for name, (label, _) in RANGES.items())],
        label="Time",
    )
    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="Until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not _EARLIEST <= day <= _LATEST:
                self.add_error(name, "Choose a day between 1970 and 2199.")
        if since and until and since > until:
            self.add_error("until", "The period ends before it begins.")
        return cleaned

    def filters(self) -> DeliveryFilters:
        """Return the filters asked for; call it after `is_valid`. Own days win over a preset."""
        cleaned = self.cleaned_data
        own_days = cleaned["since"] or cleaned["until"]
        return DeliveryFilters(
            **{
                **cleaned,
                "state": tuple(sorted(set(cleaned["state"]))),
                "range": "" if own_days else cleaned["range"],
            }
        )
