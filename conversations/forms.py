"""Checking what the URL asks of the conversations list."""

from datetime import date
from typing import Any

from django import forms

from conversations.filters import RANGE_LABELS, ConversationFilters
from conversations.models import Status

_EARLIEST, _LATEST = date(1970, 1, 2), date(2199, 12, 30)


class FilterForm(forms.Form):
    """Every field is optional; an empty form is the whole list."""

    q = forms.CharField(required=False, max_length=300, label="Search")
    template = forms.CharField(required=False, max_length=128, label="Template")
    status = forms.MultipleChoiceField(required=False, choices=Status.choices, label="Status")
    range = forms.ChoiceField(
        required=False, choices=[("", "Any time"), *RANGE_LABELS.items()], label="Created"
    )
    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="Until")
    person = forms.CharField(required=False, max_length=128, label="Person")
    findings = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), ("yes", "Has findings"), ("no", "Has none")],
        label="Findings",
    )
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
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not _EARLIEST <= day <= _LATEST:
                self.add_error(name, "Choose a day between 1970 and 2199.")
        if since and until and since > until:
            self.add_error("until", "The period ends before it begins.")
        longer, shorter = cleaned.get("longer"), cleaned.get("shorter")
        if longer is not None and shorter is not None and longer >= shorter:
            self.add_error("shorter", "This must be more than “longer than”.")
        return cleaned

    def filters(self) -> ConversationFilters:
        """Return the filters asked for; call it after `is_valid`. Own days win over a preset."""
        cleaned = self.cleaned_data
        own_days = cleaned["since"] or cleaned["until"]
        return ConversationFilters(
            **{
                **cleaned,
                "status": tuple(sorted(set(cleaned["status"]))),
                "range": "" if own_days else cleaned["range"],
            }
        )


class SaveViewForm(forms.Form):
    """The name for a list; the list itself is told by the filters' own parameters."""

    name = forms.CharField(max_length=80, label="Name")
    shared = forms.BooleanField(required=False, label="Share with the organisation")
