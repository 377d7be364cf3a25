"""Checking what the URL asks of the conversations list."""

from dataclasses import fields
from typing import Any

from django import forms

from conversations.filters import RANGE_LABELS, ConversationFilters
from conversations.models import Status
from web.forms import with_shared_fields
from web.periods import PeriodForm


@with_shared_fields
class FilterForm(PeriodForm):
    """Every field is optional; an empty form is the whole list."""

    q = forms.CharField(required=False, max_length=300, label="Search")
    template = forms.CharField(required=False, max_length=128, label="Template")
    status = forms.MultipleChoiceField(required=False, choices=Status.choices, label="Status")
    range = forms.ChoiceField(
        required=False, choices=[("", "Any time"), *RANGE_LABELS.items()], label="Created"
    )
    utc = forms.BooleanField(required=False, label="Days of UTC")
    person = forms.CharField(required=False, max_length=128, label="Person")
    findings = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), ("yes", "Has findings"), ("no", "Has none")],
        label="Findings",
    )
    frames = forms.BooleanField(required=False, label="Has frames")
    longer = forms.IntegerField(required=False, min_value=0, max_value=100_000, label="Longer than")
    shorter = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, label="Shorter than"
    )
    test = forms.BooleanField(required=False, label="Test conversations")
    archived = forms.BooleanField(required=False, label="Archived")

    def clean_q(self) -> str:
        return " ".join(self.cleaned_data["q"].replace("\x00", " ").split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        longer, shorter = cleaned.get("longer"), cleaned.get("shorter")
        if longer is not None and shorter is not None and longer >= shorter:
            self.add_error("shorter", "This must be more than “longer than”.")
        return cleaned

    def filters(self) -> ConversationFilters:
        """Return the filters asked for; call it after `is_valid`. Own days win over a preset."""
        known = {each.name for each in fields(ConversationFilters)}
        cleaned = {name: value for name, value in self.cleaned_data.items() if name in known}
        own_days = cleaned["since"] or cleaned["until"]
        return ConversationFilters(
            **{
                **cleaned,
                "status": tuple(sorted(set(cleaned["status"]))),
                "range": "" if own_days else cleaned["range"],
                "utc": bool(cleaned["utc"] and own_days),
            }
        )


class SaveViewForm(forms.Form):
    """The name for a list; the list itself is told by the filters' own parameters."""

    name = forms.CharField(max_length=80, label="Name")
    shared = forms.BooleanField(required=False, label="Share with the organisation")
