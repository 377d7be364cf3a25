"""Checking a new review queue, verdicts, decisions and comments."""

import secrets
from collections.abc import Iterable
from typing import Any

from django import forms

from findings import values
from findings.domain.commenting import LONGEST
from findings.domain.errors import Refused
from findings.domain.reviewing import LONGEST_NOTE
from findings.models import Sampling, VerdictKind
from findings.models.queues import MOST_ITEMS, MOST_REVIEWERS


def new_once() -> str:
    """Return a form's own text, by which it makes one thing however often it is sent."""
    return secrets.token_urlsafe(24)


_REVIEWERS = [(number, str(number)) for number in range(1, MOST_REVIEWERS + 1)]


class _Refusable(forms.Form):
    def refuse(self, refused: Refused) -> None:
        """Say why it was not done, beside the field it is about."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.reason)


class QueueForm(_Refusable):
    """A new queue, of the selection that its page's URL means."""

    once = forms.CharField(
        required=False, max_length=64, initial=new_once, widget=forms.HiddenInput
    )
    name = forms.CharField(max_length=80, label="Name")
    goals = forms.MultipleChoiceField(
        required=False, label="Whose findings", widget=forms.CheckboxSelectMultiple
    )
    sampling = forms.ChoiceField(choices=Sampling.choices, label="Which", initial=Sampling.RANDOM)
    size = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_ITEMS, label="How many at random", initial=50
    )
    low_confidence = forms.IntegerField(
        min_value=0, max_value=100, initial=60, label="Low confidence is below, in per cent"
    )
    reviewers = forms.TypedChoiceField(
        choices=_REVIEWERS, coerce=int, initial=1, label="Reviewers of each"
    )

    def __init__(self, goals: Iterable[str], data: Any = None) -> None:
        super().__init__(data)
        self.fields["goals"].choices = [(goal, goal) for goal in goals]  # type: ignore[attr-defined]


class _Valued(_Refusable):
    """A form with a value of a goal, typed as the goal's `type` is."""

    value = forms.CharField(
        required=False, max_length=100_000, label="Corrected value", strip=False
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, type: str, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self._type = type
        if type in ("list", "object"):
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 4})
        if type == "list":
            self.fields["value"].help_text = "An item a line."

    def clean_value(self) -> Any:
        try:
            return values.parse(self._type, self.cleaned_data["value"])
        except ValueError as error:
            # What is in the field counts for a correction alone.
            if self.data.get("verdict") != VerdictKind.CORRECT:
                return ""
            raise forms.ValidationError(str(error)) from None


class VerdictForm(_Valued):
    verdict = forms.ChoiceField(choices=VerdictKind.choices, label="Verdict")
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(_Valued):
    """What counts from now on; `restore` takes back what was decided."""

    verdict = forms.ChoiceField(
        choices=[
            *(each for each in VerdictKind.choices if each[0] != VerdictKind.UNSURE),
            ("restore", "Restore"),
        ],
        label="Decision",
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(_Refusable):
    turn = forms.IntegerField(min_value=1, label="Turn")
    text = forms.CharField(
        max_length=LONGEST, label="Comment", widget=forms.Textarea(attrs={"rows": 2})
    )
