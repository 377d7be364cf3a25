"""For every URL: who gets what. A URL without a line here fails the access test.

A new page of an organisation usually needs one line: `Case(READ)` where it shows the organisation,
`Case(READ, about="conversation")` where its `public_id` is a conversation's.
"""

from roxels_dash.tests.access_answers import (
    ACCOUNT,
    ACCOUNT_MISSING,
    ACCOUNT_MOVED,
    ADMINISTER,
    ALLAUTH_FORM,
    ENTRANCE,
    FORM,
    JOINABLE,
    NOT_ASKED,
    PAGE,
    PUBLIC,
    READ,
    READ_MOVED,
    STAFF,
    VISIT,
    Answer,
    Answers,
    Case,
    Visitor,
    all_of,
)
from roxels_dash.tests.access_erasure import ERASURE_CASES
from roxels_dash.tests.access_findings import FINDING_CASES
from roxels_dash.tests.access_sources import SOURCE_CASES

__all__ = [
    "ACCOUNT",
    "ACCOUNT_MISSING",
    "ACCOUNT_MOVED",
    "ADMINISTER",
    "ALLAUTH_FORM",
    "CASES",
    "ENTRANCE",
    "FORM",
    "JOINABLE",
    "NOT_ASKED",
    "PAGE",
    "PUBLIC",
    "READ",
    "READ_MOVED",
    "STAFF",
    "VISIT",
    "Answer",
    "Answers",
    "Case",
    "Visitor",
    "all_of",
]


def _account(answers: Answers, methods: frozenset[str] = ALLAUTH_FORM, **extra: str) -> Case:
    return Case(answers, extra=extra, methods=methods)


SIGN_IN_CASES = {
    "account_login": _account(ENTRANCE),
    "account_logout": _account(ACCOUNT, FORM),
    "account_signup": _account(ENTRANCE, NOT_ASKED),
    "account_inactive": _account(PUBLIC, PAGE),
    "account_reauthenticate": _account(ACCOUNT),
    "account_change_password": _account(ACCOUNT),
    "account_reset_password": _account(PUBLIC),
    "account_reset_password_done": _account(PUBLIC, PAGE),
    "account_reset_password_from_key": _account(PUBLIC, NOT_ASKED, uidb36="x", key="not-a-key"),
    "account_reset_password_from_key_done": _account(PUBLIC, PAGE),
    "account_email": _account(ACCOUNT),
    "account_email_verification_sent": _account(PUBLIC, PAGE),
    "account_confirm_email": _account(PUBLIC, FORM, key="not-a-key"),
    "mfa_authenticate": _account(ACCOUNT_MOVED, NOT_ASKED),
    "mfa_reauthenticate": _account(ACCOUNT_MOVED, NOT_ASKED),
    "mfa_index": _account(ACCOUNT, PAGE),
    "mfa_activate_totp": _account(ACCOUNT_MOVED, NOT_ASKED),
    "mfa_deactivate_totp": _account(ACCOUNT_MISSING, NOT_ASKED),
    "mfa_view_recovery_codes": _account(ACCOUNT_MISSING, PAGE),
    "mfa_generate_recovery_codes": _account(ACCOUNT_MOVED, NOT_ASKED),
    "mfa_download_recovery_codes": _account(ACCOUNT_MISSING, NOT_ASKED),
    "usersessions_list": _account(ACCOUNT),
}


def _api(*names: str, **extra: str) -> dict[str, Case]:
    """Operations that a key opens and no session; which methods they take is tested with one."""
    return {name: Case(all_of(Answer.KEY), extra=extra, methods=NOT_ASKED) for name in names}


API_CASES = {
    "api_openapi": Case(PUBLIC),
    "api_reference": Case(PUBLIC),
    "api_unknown": Case(all_of(Answer.HIDDEN), methods=NOT_ASKED),
    **_api(
        "api_interview_list",
        "api_interview_create",
        "api_person_list",
        "api_person_save",
        "api_template_list",
        "api_template_create",
        "api_delivery_list",
        "api_endpoint_list",
        "api_finding_list",
        "api_endpoint_create",
    ),
    **_api(
        "api_interview",
        "api_interview_transcript",
        "api_interview_frames",
        "api_session",
        "api_session_join",
        "api_session_events",
        "api_session_frames",
        "api_template",
        "api_template_change",
        "api_template_versions",
        "api_template_schedule",
        "api_person",
        "api_person_erase",
        "api_erasure",
        "api_delivery",
        "api_delivery_redeliver",
        "api_endpoint",
        "api_endpoint_change",
        "api_endpoint_recover",
        "api_endpoint_rotate_secret",
        "api_endpoint_test",
        id="x",
    ),
}


CASES = {
    **SIGN_IN_CASES,
    **API_CASES,
    **FINDING_CASES,
    "home": Case(ACCOUNT_MOVED),
    "organization_open": Case(STAFF),
    "organization_home": Case(READ_MOVED),
    "support_visit": Case(VISIT, methods=FORM),
    "join": Case(all_of(Answer.HIDDEN), methods=FORM),  # A link without a token of ours.
    "account_page": Case(ACCOUNT, methods=FORM),
    "member_list": Case(ADMINISTER),
    "member_page": Case(ADMINISTER, about="member", methods=FORM),
    "member_remove": Case(ADMINISTER, about="member", methods=FORM),
    "member_invite": Case(ADMINISTER, methods=FORM),
    "invitation_revoke": Case(ADMINISTER, about="invitation", methods=FORM),
    "key_list": Case(ADMINISTER),
    "key_new": Case(ADMINISTER, methods=FORM),
    "key_rotate": Case(ADMINISTER, about="key", methods=FORM),
    "key_revoke": Case(ADMINISTER, about="key", methods=FORM),
    "audit_log": Case(ADMINISTER),
    "overview": Case(READ),
    "template_list": Case(READ),
    "template_page": Case(READ, about="template"),
    "conversation_list": Case(READ),
    "saved_view_list": Case(READ, methods=FORM),
    "saved_view_delete": Case(READ_MOVED, extra={"view_id": "1"}, methods=FORM),
    "delivery_list": Case(READ),
    "delivery_page": Case(READ, about="delivery"),
    "delivery_redeliver": Case(ADMINISTER, about="delivery", methods=FORM),
    "delivery_redeliver_many": Case({**ADMINISTER, Visitor.ADMIN: Answer.MOVED}, methods=FORM),
    "delivery_redeliver_matching": Case(ADMINISTER, methods=FORM),
    "endpoint_list": Case(READ),
    "endpoint_page": Case(READ, about="endpoint"),
    "endpoint_new": Case(ADMINISTER, methods=FORM),
    **{
        f"endpoint_{verb}": Case(ADMINISTER, about="endpoint", methods=FORM)
        for verb in (
            *("edit", "rotate", "pause", "resume", "enable", "disable", "delete", "test"),
            "recover",
        )
    },
    "template_outputs": Case(READ, about="template"),
    "template_output_new": Case(ADMINISTER, about="template", methods=FORM),
    "template_output": Case(ADMINISTER, about="template", extra={"position": "1"}, methods=FORM),
    "template_output_remove": Case(
        ADMINISTER, about="template", extra={"position": "1"}, methods=FORM
    ),
    "template_output_preview": Case(
        {**ADMINISTER, Visitor.ADMIN: Answer.MOVED}, about="template", methods=FORM
    ),
    "frame_list": Case(READ, about="conversation"),
    "frame_page": Case(READ, about="conversation", extra={"number": "1"}),
    **{
        f"frame_{part}": Case(READ_MOVED, about="conversation", extra={"number": "1"})
        for part in ("thumb", "large", "original")
    },
    "output_log": Case(READ, about="conversation"),
    "conversation_news": Case(READ),
    "list_live": Case(READ),
    "conversation_new": Case(ADMINISTER, methods=FORM),
    "conversation_new_rows": Case({**ADMINISTER, Visitor.ADMIN: Answer.MOVED}, methods=FORM),
    "conversation_made": Case(ADMINISTER, extra={"public_id": JOINABLE}),
    "conversation_join": Case(PUBLIC, extra={"public_id": JOINABLE}),
    "conversation_page": Case(READ, about="conversation"),
    "conversation_live": Case(READ, about="conversation"),
    "conversation_events": Case(READ, about="conversation"),
    "conversation_record": Case(READ, about="conversation"),
    "conversation_download": Case(READ, about="conversation", extra={"form": "txt"}),
    **ERASURE_CASES,
    **SOURCE_CASES,
    "person_list": Case(READ),
    "person_page": Case(READ, about="person"),
    "person_conversations": Case(READ_MOVED, about="person"),
    "person_findings": Case(READ, about="person"),
}
