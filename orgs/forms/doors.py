"""Forms of the doors to an organisation."""

from django import forms

from orgs import queries
from orgs.models import Organization


class OpenOrganizationForm(forms.Form):
    """Which organisation support staff want to open; `organization` is it, once valid."""

    slug = forms.CharField(
        label="Short name",
        max_length=60,
        help_text="As in its addresses: northwind for /o/northwind/.",
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    organization: Organization

    def clean_slug(self) -> str:
        """Raise ValidationError where there is no such organisation."""
        slug: str = self.cleaned_data["slug"].lower()
        organization = queries.organization_at(slug)
        if organization is None:
            raise forms.ValidationError(f"There is no organisation at /o/{slug}/.")
        self.organization = organization
        return slug


class SupportVisitForm(forms.Form):
    """Why support staff want to read an organisation, in words its members will see."""

    reason = forms.CharField(
        label="Reason",
        min_length=10,
        max_length=500,
        error_messages={"min_length": "Say a little more: at least %(limit_value)d characters."},
        help_text="10 to 500 characters. The organisation sees it in its audit log.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    ticket = forms.CharField(
        label="Ticket",
        max_length=100,
        required=False,
        help_text="Optional: its number or address.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
