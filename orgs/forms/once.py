"""The hidden text by which a form that is sent twice is told from two that say the same."""

import secrets
from typing import Any

from django import forms


def _once() -> str:
    return secrets.token_urlsafe(24)


class OnceForm(forms.Form):
    """A form that makes something once, however often it is sent."""

    once = forms.RegexField(r"^[A-Za-z0-9_-]{20,64}$", initial=_once, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where the hidden text is not ours: it cannot be mended by hand."""
        if "once" in self.errors:
            raise forms.ValidationError("This form is too old. Reload the page.")
        return self.cleaned_data
