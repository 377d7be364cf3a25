"""What admins say of sources."""

from typing import Any

from django import forms

from sources.formats import DIALECTS, FORMATS
from sources.models import Every


class UploadForm(forms.Form):
    """A file of conversations."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="JSON Lines or a JSON array, plain or gzip, or a .zip of .json files, "
        "500 MB at most.",
    )
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "Guess it"), *((each.name, each.label) for each in FORMATS.values())],
    )


class SourceForm(forms.Form):
    """A source; `is_new`: whether its key has to be given."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="Where they come from: “Website widget”, “Old dashboard”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    dialect = forms.ChoiceField(
        label="What it speaks", choices=[(name, FORMATS[name].label) for name in DIALECTS]
    )
    base_url = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="What stands before /v1/ or /api/v1/ in its API’s addresses: "
        "“https://api.example.com”. It must be reachable from the internet.",
        widget=forms.URLInput(
            attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    key = forms.CharField(
        label="Its API key",
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    every = forms.TypedChoiceField(label="How often", choices=Every.choices, coerce=int)
    overlap_hours = forms.IntegerField(
        label="Look back, hours",
        min_value=1,
        max_value=720,
        initial=24,
        help_text="Each pull asks again for what began so long before the last one: what was "
        "filled in late comes too.",
    )

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["every"].initial = Every.HOUR
        key = self.fields["key"]
        key.required = is_new
        key.help_text = "Nobody can read it here afterwards." + (
            "" if is_new else " Left empty, it stays as it is, unless the address leads elsewhere."
        )

    def refuse(self, field: str, reason: str) -> None:
        """Show what the domain refused where its field stands."""
        self.add_error(field, f"This {reason}.")
