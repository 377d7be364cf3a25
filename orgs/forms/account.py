"""What people set about themselves."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms

from orgs.models import Theme
from orgs.models.people import check_time_zone

_REGIONS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip

_ZONE_HELP = "Type a part of its name, such as “Lisbon”. Left empty, times follow your browser"


@cache
def zone_names() -> list[str]:
    """Return the time zones to choose from: places, without the database's old names."""
    return ["UTC", *sorted(n for n in zoneinfo.available_timezones() if n.startswith(_REGIONS))]


class AccountForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As your colleagues see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        required=False,
        validators=[check_time_zone],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    theme = forms.ChoiceField(label="Appearance", choices=Theme.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, browser_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = f", which says {browser_zone}" if browser_zone else ""
        self.fields["time_zone"].help_text = f"{_ZONE_HELP}{told}."
