"""What an organisation's admins are asked before something of theirs is erased."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from erasure.domain.retention import LONGEST
from erasure.models import IdentityCheck
from erasure.queries import retaining
from erasure.seen import Seen, read
from orgs.models import Organization

_NO_NUL = ProhibitNullCharactersValidator(message="This cannot be in an id.")
_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
_DAYS = f"Give a number of days from 1 to {LONGEST:,}."
_CHECKS = [
    (IdentityCheck.BY_CUSTOMER, "We checked that it is the person who asks"),
    (IdentityCheck.NOT_VERIFIED, "Nobody checked it yet"),
]


class TypedForm(forms.Form):
    """An id typed in full, which must be `expected`."""

    typed = forms.CharField(
        max_length=255, validators=[_NO_NUL], widget=forms.TextInput(attrs=_PLAIN)
    )

    def __init__(self, *args: Any, expected: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expected = expected

    def clean_typed(self) -> str:
        """Raise ValidationError where it is another text."""
        typed: str = self.cleaned_data["typed"].strip()
        if typed != self.expected:
            raise forms.ValidationError("This is not what was to be typed.")
        return typed


class RequestDeletionForm(TypedForm):
    """An admin's request to erase a person."""

    ticket = forms.CharField(
        label="Ticket",
        max_length=100,
        required=False,
        help_text="Optional: your own number of it. No names: it is kept.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    identity_check = forms.ChoiceField(
        label="Is it the person who asks?", choices=_CHECKS, widget=forms.RadioSelect
    )


class RetentionForm(forms.Form):
    """How many days conversations are kept; nothing keeps them for good."""

    days = forms.IntegerField(
        label="Days",
        required=False,
        min_value=1,
        max_value=LONGEST,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _DAYS),
        help_text="Counted from when a conversation was created. Leave it empty to keep them all.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ConfirmRetentionForm(RetentionForm):
    """The same, confirmed by whoever saw what would go; to keep everything needs nothing more."""

    seen = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    typed = forms.CharField(
        required=False, max_length=100, validators=[_NO_NUL], widget=forms.TextInput(attrs=_PLAIN)
    )

    def __init__(
        self, *args: Any, organization: Organization, user_id: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._organization, self._user_id = organization, user_id

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where it was not seen, not typed, or has become more since."""
        given: dict[str, Any] = self.cleaned_data
        days = given.get("days")
        if days is None:
            return given
        seen = read(given.get("seen", ""))
        if seen is None or not seen.is_of(self._organization.pk, self._user_id, days):
            self.add_error(None, "Look at what would go, and confirm just that.")
        elif given.get("typed", "").strip() != seen.typed:
            self.add_error("typed", "This is not what was to be typed.")
        elif self._is_more(days, seen):
            self.add_error(None, "More would go by now than you were shown: look again.")
        return given

    def _is_more(self, days: int, seen: Seen) -> bool:
        """Whether more would go of what there was then: an estimate wavers, and is told in words.

        What came in since is asked for as such: to estimates it may be nothing.
        """
        count, is_exact = retaining.preview(self._organization, days, seen.at)
        if count > seen.count and f"erase {retaining.told(count, is_exact)}" != seen.typed:
            return True
        return retaining.has_come(self._organization, days, seen.at, seen.highest)
