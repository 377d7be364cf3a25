"""What admins say of endpoints."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from outputs.dialects import ROXELS, dialects
from outputs.domain.redelivering import recoverable
from outputs.forms.texts import header_lines
from outputs.models import Endpoint

_LONGEST = timedelta(days=4)  # from a delivery's making to its last try, with what a receiver asks


def _once() -> str:
    return secrets.token_urlsafe(24)


class EndpointForm(forms.Form):
    """An endpoint's name and address, and the headers to set; those it has are never shown.

    `known`: the names of those it has, any of which may be removed.
    """

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="What receives it: “CRM”, “Booking backend”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="Where each event is sent by POST. It must be reachable from the internet.",
        widget=forms.URLInput(
            attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    dialect = forms.ChoiceField(
        label="Worded as",
        required=False,
        choices=lambda: list(dialects().items()),
        help_text="In whose words a conversation’s end and its criteria are told.",
    )
    headers = forms.CharField(
        label="Headers to send along",
        required=False,
        max_length=100_000,
        help_text="One a line, as “Authorization: Bearer …”. Nobody can read them here afterwards.",
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false", "class": "input mono"}
        ),
    )
    remove = forms.MultipleChoiceField(
        label="Headers to remove", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]

    def clean_headers(self) -> dict[str, str]:
        """Raise ValidationError for a line that is no header."""
        return header_lines(self.cleaned_data["headers"])

    def clean_dialect(self) -> str:
        return self.cleaned_data["dialect"] or self.initial.get("dialect", ROXELS)

    def changes(self) -> dict[str, str | None]:
        """Return what a valid form changes: headers to set, and with None those to remove."""
        return {**dict.fromkeys(self.cleaned_data["remove"]), **self.cleaned_data["headers"]}

    def refuse(self, field: str, reason: str) -> None:
        """Show what the domain refused where its field stands."""
        text = f"This {reason}." if field != "headers" else f"{reason[:1].upper()}{reason[1:]}."
        self.add_error(field, text)


class NewEndpointForm(EndpointForm):
    """`once`: the form's own random text, so that sent twice it makes one endpoint."""

    once = forms.RegexField(r"^[A-Za-z0-9_-]{20,64}$", initial=_once, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where the hidden text is not ours: it cannot be mended by hand."""
        if "once" in self.errors:
            raise forms.ValidationError("This form is too old. Reload the page.")
        return self.cleaned_data


class RotateForm(forms.Form):
    """`mark`: which secret the form was made to replace, so that sent again it replaces none."""

    mark = forms.CharField(max_length=64)


class RecoverForm(forms.Form):
    """Since when everything is to be sent again; the viewer's own time."""

    since = forms.DateTimeField(
        label="Since",
        help_text="In your time zone.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_since(self) -> datetime:
        """Raise ValidationError for a moment ahead, or longer ago than anything is kept."""
        since: datetime = self.cleaned_data["since"]
        now, days = timezone.now(), settings.OUTPUTS_CONTENT_DAYS
        if since > now:
            raise forms.ValidationError("This is still to come.")
        if since < now - timedelta(days=days + 1):
            raise forms.ValidationError(f"What was sent is kept for {days} days.")
        return since


def usual_since(endpoint: Endpoint) -> dict[str, datetime]:
    """Return since when an endpoint most likely lacks something.

    Since it fails, its last success, or a day ago; and where something failed for good since then,
    back to when that was made: its first tries, or the wait for its summary, began before. Never
    longer ago than anything is kept.
    """
    now = timezone.now()
    day_ago, kept_since = (
        now - timedelta(days=1),
        now - timedelta(days=settings.OUTPUTS_CONTENT_DAYS),
    )
    since = endpoint.failing_since or endpoint.last_success_at or day_ago
    failed = recoverable(endpoint, since - _LONGEST).filter(finished_at__gte=since)
    oldest = failed.order_by("created_at").values_list("created_at", flat=True).first()
    return {"since": max(min(since, oldest) if oldest else since, kept_since)}
