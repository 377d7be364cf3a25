"""What support staff are asked: whom, for which reason, and that they mean it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone

from erasure.models import AskedBy, IdentityCheck, Kind, State
from erasure.models.job import CLOSED
from erasure.queries.queue import QueueFilters

_NO_NUL = ProhibitNullCharactersValidator(message="This cannot be in an id.")
_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
_ASKERS = [(value, label) for value, label in AskedBy.choices if value != AskedBy.SYSTEM]
_CHECKS = [
    (value, label) for value, label in IdentityCheck.choices if value != IdentityCheck.NOT_NEEDED
]


class QueueForm(forms.Form):
    """Which requests to show. Nothing asked for is all that is open."""

    show = forms.ChoiceField(choices=[("", "Open"), ("closed", "Closed")], required=False)
    state = forms.ChoiceField(
        label="State", choices=[("", "Any state"), *State.choices], required=False
    )
    kind = forms.ChoiceField(
        label="About", choices=[("", "About anything"), *Kind.choices], required=False
    )
    organization = forms.SlugField(label="Organisation", max_length=60, required=False)
    ticket = forms.CharField(label="Ticket", max_length=100, required=False)
    overdue = forms.BooleanField(label="Overdue only", required=False)

    def filters(self) -> QueueFilters:
        """Return what a valid form asks for; a state of the other list leads to that list."""
        given = self.cleaned_data
        return QueueFilters(
            is_closed=given["state"] in CLOSED if given["state"] else given["show"] == "closed",
            state=given["state"],
            kind=given["kind"],
            organization=given["organization"],
            ticket=given["ticket"],
            is_overdue=given["overdue"],
        )


class FindForm(forms.Form):
    """An id, whole and exact."""

    q = forms.CharField(
        label="External id or person id",
        max_length=255,
        strip=False,  # An id may begin or end with a space.
        validators=[_NO_NUL],
        help_text="The whole id, with its capitals. Names and e-mail addresses are not searched.",
        widget=forms.TextInput(attrs={**_PLAIN, "autofocus": True}),
    )


class RequestForm(forms.Form):
    """Who asked for the erasure, how that was checked, and since when the clock runs."""

    ticket = forms.CharField(
        label="Ticket",
        max_length=100,
        help_text="Its number or address. Write no name and no e-mail address here: it is kept.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    asked_by = forms.ChoiceField(label="Who asked", choices=_ASKERS, widget=forms.RadioSelect)
    identity_check = forms.ChoiceField(
        label="How was their identity checked?", choices=_CHECKS, widget=forms.RadioSelect
    )
    received_at = forms.DateTimeField(
        label="Received at",
        help_text="When they asked, in your time zone. It is due 30 days later.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        help_text="For your colleagues; it is deleted when the request is closed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_received_at(self) -> Any:
        """Raise ValidationError for a time to come."""
        received = self.cleaned_data["received_at"]
        if received > timezone.now():
            raise forms.ValidationError("Nobody has asked for it yet at that time.")
        return received


class ApproveForm(forms.Form):
    """The id typed in full, so that nobody approves the one above or below."""

    typed = forms.CharField(
        label="Type the external id to approve",
        max_length=255,
        validators=[_NO_NUL],
        widget=forms.TextInput(attrs={**_PLAIN, "autofocus": True}),
    )


class EraseMentionsForm(forms.Form):
    """How many conversations of others it takes, typed in full."""

    typed = forms.CharField(max_length=255, widget=forms.TextInput(attrs=_PLAIN))


class ReasonForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label="Reason",
        min_length=10,
        max_length=500,
        error_messages={"min_length": "Say a little more: at least %(limit_value)d characters."},
        help_text="10 to 500 characters. It is kept, and the organisation reads it: no names.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CommentForm(forms.Form):
    """A note beside the request."""

    text = forms.CharField(
        label="Comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "For your colleagues"}),
    )


class MentionsForm(forms.Form):
    """Which mentions, and what becomes of them."""

    DECISIONS = (
        ("redact", "Take the person’s words out of these rows"),
        ("erase", "Erase these whole conversations too"),
        ("dismiss", "Leave them as they are"),
    )

    mention = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Choose at least one mention."}
    )
    decision = forms.ChoiceField(
        label="What becomes of the chosen ones", choices=DECISIONS, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Reason, where you leave them",
        required=False,
        max_length=500,
        help_text="It is kept in the organisation’s audit log: no names.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, mentions: list[int], loose: Collection[int] = (), **options: Any
    ) -> None:
        """`loose`: those of `mentions` that are in no conversation."""
        super().__init__(*args, **options)
        self._loose = loose
        field = self.fields["mention"]
        field.choices = [(str(key), "") for key in mentions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where something is left without a reason."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("decision") == "dismiss" and len(given.get("reason", "").strip()) < 5:
            self.add_error("reason", "Say why these stay.")
        is_loose = not set(given.get("mention", ())).isdisjoint(self._loose)
        if given.get("decision") == "erase" and is_loose:
            self.add_error(None, "A mention that is in no conversation can be redacted.")
        return given
