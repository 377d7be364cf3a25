"""Sign-in and account pages, and the doors to an organisation.

allauth's URLs are named one by one: what it adds in a later version is not open before it is wanted
here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, include, path, re_path

from orgs.views import account as own
from orgs.views import audit, doors, invitations, join, keys, members

sign_in: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),  # Says that it is closed.
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
]

password_and_email: list[URLPattern] = [
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("email/", account.email, name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<key>/", account.confirm_email, name="account_confirm_email"),
]

security: list[URLPattern] = [
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]

administration: list[URLPattern] = [
    path("members/", members.member_list, name="member_list"),
    path("members/invite/", invitations.member_invite, name="member_invite"),
    path(
        "members/invitations/<public_id:public_id>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("members/<public_id:public_id>/", members.member_page, name="member_page"),
    path("members/<public_id:public_id>/remove/", members.member_remove, name="member_remove"),
    path("keys/", keys.key_list, name="key_list"),
    path("keys/new/", keys.key_new, name="key_new"),
    path("keys/<public_id:public_id>/rotate/", keys.key_rotate, name="key_rotate"),
    path("keys/<public_id:public_id>/revoke/", keys.key_revoke, name="key_revoke"),
    path("audit/", audit.audit_log, name="audit_log"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", doors.home, name="home"),
    path("open/", doors.open_organization, name="organization_open"),
    path("o/<slug:slug>/", doors.organization_home, name="organization_home"),
    path("o/<slug:slug>/visit/", doors.support_visit, name="support_visit"),
    path("o/<slug:slug>/", include(administration)),
    path("join/", join.join, name="join"),
    path("account/", own.account_page, name="account_page"),
    path("accounts/", include([*sign_in, *password_and_email, *security])),
]
