"""Checking what the URL asks of the deliveries list."""

from django import forms

from outputs.filters import RANGES, DeliveryFilters
from outputs.models import EventType, State
from web.periods import PeriodForm


class FilterForm(PeriodForm):
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
