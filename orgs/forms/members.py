"""Forms about members and invitations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)

from orgs.forms.once import OnceForm
from orgs.models import Role, User

ROLES = [
    (Role.VIEWER, "Viewer: reads conversations, persons and deliveries"),
    (Role.ANALYST, "Analyst: also reviews findings and exports"),
    (Role.ADMIN, "Admin: also members, templates, outputs and API keys"),
]


class InviteForm(OnceForm):
    """Whom to invite."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(
        label="Role", choices=ROLES, initial=Role.VIEWER, widget=forms.RadioSelect
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=ROLES, widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """The account that an invited address gets."""

    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        """Raise ValidationError for a password that is short, common, or like name or address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self._email, name=self.cleaned_data.get("name", "")))
        return password
