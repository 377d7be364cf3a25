"""A period between two days, as the URL of a list asks for it."""

from datetime import date
from typing import Any

from django import forms

_EARLIEST, _LATEST = date(1970, 1, 2), date(2199, 12, 30)


class PeriodForm(forms.Form):
    """Both days are optional and inclusive."""

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
