"""Two-factor sign-in, from setting it up to losing the phone."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from orgs.models import AuditEvent, User
from orgs.tests.helpers import is_signed_in, sign_in
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD, ClientOf

PERIOD = 30


def code_for(secret: str) -> str:
    """What an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def page_of(client: Client, name: str) -> str:
    page = client.get(reverse(name), follow=True).content.decode()
    assert problems(page) == []
    return page


def confirm_password(client: Client, target: str) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse(target)})


def activate(client: Client) -> str:
    """Set an app up as its user does, and return the secret it then knows."""
    assert "Is it still you?" in page_of(client, "mfa_activate_totp")
    confirm_password(client, "mfa_activate_totp")
    found = re.search(
        r'<code class="secret">([A-Z2-7]+)</code>', page_of(client, "mfa_activate_totp")
    )
    assert found
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(found[1])})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    return found[1]


@pytest.fixture
def signed_in(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def test_from_then_on_sign_in_asks_for_a_code(
    signed_in: Client, client_of: ClientOf, viewer: User
) -> None:
    secret = activate(signed_in)
    client = client_of(None)
    assert sign_in(client, viewer.email)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert "Second step" in page_of(client, "mfa_authenticate")
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code is not right" in refused.content.decode()
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(client)


def test_a_code_works_once(signed_in: Client, client_of: ClientOf, viewer: User) -> None:
    secret = activate(signed_in)
    first, second = client_of(None), client_of(None)
    with time_machine.travel(time.time(), tick=False):
        for client in (first, second):
            sign_in(client, viewer.email)
            client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_guessing_codes_is_stopped(signed_in: Client, client_of: ClientOf, viewer: User) -> None:
    secret = activate(signed_in)
    client = client_of(None)
    sign_in(client, viewer.email)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    response = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert "Too many wrong tries" in response.content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once(signed_in: Client, client_of: ClientOf, viewer: User) -> None:
    activate(signed_in)
    page = page_of(signed_in, "mfa_view_recovery_codes")
    codes = re.findall(r"<li><code>([^<]+)</code></li>", page)
    assert len(codes) == 10
    first, second = client_of(None), client_of(None)
    for client in (first, second):
        sign_in(client, viewer.email)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert "9 of 10 unused" in page_of(signed_in, "mfa_index")
    download = signed_in.get(reverse("mfa_download_recovery_codes"))
    assert download.content.decode().split() == codes[1:]


def test_new_recovery_codes_replace_the_old(signed_in: Client) -> None:
    activate(signed_in)
    before = page_of(signed_in, "mfa_view_recovery_codes")
    assert "Make new recovery codes?" in page_of(signed_in, "mfa_generate_recovery_codes")
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    after = page_of(signed_in, "mfa_view_recovery_codes")
    old, new = (set(re.findall(r"<li><code>([^<]+)</code></li>", page)) for page in (before, after))
    assert len(new) == 10
    assert not old & new


def test_it_can_be_switched_off_again(signed_in: Client, client_of: ClientOf, viewer: User) -> None:
    activate(signed_in)
    assert "Switch off two-factor sign-in?" in page_of(signed_in, "mfa_deactivate_totp")
    signed_in.post(reverse("mfa_deactivate_totp"))
    client = client_of(None)
    sign_in(client, viewer.email)
    assert is_signed_in(client)


def test_protection_changes_ask_for_a_code_again_after_a_while(signed_in: Client) -> None:
    activate(signed_in)
    with time_machine.travel(time.time() + 600):
        page = page_of(signed_in, "mfa_deactivate_totp")
        assert "Is it still you?" in page


def test_with_it_on_the_address_stays(signed_in: Client, viewer: User) -> None:
    activate(signed_in)
    form = {"email": "renamed@example.com", "action_add": ""}
    page = signed_in.post(reverse("account_email"), form).content.decode()
    assert "Switch two-factor sign-in off first" in page
    assert problems(page) == []


def test_what_makes_codes_is_sealed_where_it_is_stored(signed_in: Client, viewer: User) -> None:
    secret = activate(signed_in)
    stored = Authenticator.objects.filter(user=viewer).values_list("data", flat=True)
    assert len(stored) == 2  # The app's secret, and what the recovery codes are made from.
    for data in stored:
        [sealed] = [value for key, value in data.items() if key in ("secret", "seed")]
        assert sealed.startswith("sealed:") and secret not in sealed


def test_a_secret_from_before_they_were_sealed_still_makes_codes(
    signed_in: Client, client_of: ClientOf, viewer: User
) -> None:
    secret = activate(signed_in)
    Authenticator.objects.filter(user=viewer, type="totp").update(data={"secret": secret})
    client = client_of(None)
    sign_in(client, viewer.email)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_switching_it_on_and_off_stands_in_the_audit_log(signed_in: Client, viewer: User) -> None:
    activate(signed_in)
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    signed_in.post(reverse("mfa_deactivate_totp"))
    told = AuditEvent.objects.filter(object_id=str(viewer.pk)).order_by("pk")
    assert [*told.values_list("action", flat=True)] == [
        "user.second_factor_added",
        "user.recovery_codes_renewed",
        "user.second_factor_removed",
    ]
