"""Forms about API keys."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils import timezone

from orgs.forms.once import OnceForm
from orgs.scopes import Scope

KINDS = [
    ("live", "Live: for real conversations"),
    ("test", "Test: for trying things out, apart from what is real"),
]
EXPIRIES = [
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    ("never", "Never"),
    ("date", "At the end of a day:"),
]
OVERLAPS = [
    ("0", "Ends at once: it leaked, or nothing uses it"),
    ("1", "Works for 1 hour more"),
    ("24", "Works for 24 hours more"),
    ("168", "Works for 7 days more"),
]
# What a backend that makes conversations and reads what came of them needs.
USUAL = [Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_WRITE, Scope.PERSONS_READ]


class KeyForm(OnceForm):
    """What a new key is for, and until when. Days are the viewer's own."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="Which program will use it: “Booking backend”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Live or test", choices=KINDS, initial="live", widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(scope.value, scope.sentence) for scope in Scope],
        initial=[scope.value for scope in USUAL],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one: a key without any opens nothing."},
    )
    expires = forms.ChoiceField(
        label="Expires", choices=EXPIRIES, initial="365", widget=forms.RadioSelect
    )
    expires_on = forms.DateField(
        label="Last day",
        required=False,
        validators=[MaxValueValidator(date(2999, 12, 31))],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    requests_per_minute = forms.IntegerField(
        label="Requests a minute", required=False, min_value=1, widget=forms.NumberInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.API_REQUESTS_PER_MINUTE
        field = self.fields["requests_per_minute"]
        field.validators.append(MaxValueValidator(most))
        field.help_text = f"Empty for {most:,}, which is the most."

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError, of the field, for a last day that is missing or gone."""
        given = super().clean()
        if given.get("expires") == "date" and "expires_on" not in self.errors:
            day = given.get("expires_on")
            if day is None:
                self.add_error("expires_on", "Which day?")
            elif day < timezone.localdate():
                self.add_error("expires_on", "This day is over. Choose today or later.")
        return given

    def scopes_chosen(self) -> list[Scope]:
        """Return what a valid form allows."""
        return [Scope(value) for value in self.cleaned_data["scopes"]]

    def expires_at(self) -> datetime | None:
        """Return when the key of a valid form ends, None for never."""
        chosen = self.cleaned_data["expires"]
        if chosen == "never":
            return None
        if chosen == "date":
            after = self.cleaned_data["expires_on"] + timedelta(days=1)
            return timezone.make_aware(datetime.combine(after, time.min))
        return timezone.now() + timedelta(days=int(chosen))


class RotateForm(OnceForm):
    """For how long the old key works beside the new one."""

    overlap = forms.ChoiceField(
        label="The old key", choices=OVERLAPS, initial="24", widget=forms.RadioSelect
    )

    def overlap_chosen(self) -> timedelta:
        """Return what a valid form says."""
        return timedelta(hours=int(self.cleaned_data["overlap"]))
