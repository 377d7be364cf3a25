"""What the sign-in tests share."""

from typing import Any

from django.test import Client
from django.urls import reverse

from roxels_dash.tests.people import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, target: str = "") -> Any:
    """Post the sign-in form, with `target` as the page that was wanted, and return the answer."""
    form = {"login": email, "password": password, **({"next": target} if target else {})}
    return client.post(reverse("account_login"), form)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200
