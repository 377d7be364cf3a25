"""The erasure room's URLs: support's console, and what organisations see of their erasures."""

from roxels_dash.tests.access_answers import (
    ADMINISTER,
    DISCLOSED,
    ERASED,
    ERASURE,
    EXPORT,
    FORM,
    PAGE,
    REQUEST,
    REQUEST_MOVED,
    STAFF,
    STAFF_MOVED,
    STAFF_VISITORS,
    Answer,
    Answers,
    Case,
    Visitor,
    signed_in,
)


def _support(answers: Answers, public_id: str = "", methods: frozenset[str] = PAGE) -> Case:
    """Support's console: of any organisation, and nobody else's."""
    return Case(answers, extra={"public_id": public_id} if public_id else {}, methods=methods)


SUPPORT_CASES = {
    "support_queue": _support(STAFF),
    "support_find": _support(STAFF, methods=FORM),
    # Of whom, it learns from the query.
    "support_request": _support(signed_in(Answer.HIDDEN), methods=FORM),
    "support_job": _support(STAFF, ERASURE),
    "support_job_live": _support(STAFF, ERASURE),
    "support_job_approve": _support(STAFF_MOVED, ERASURE, FORM),
    "support_job_deny": _support(STAFF, ERASURE, FORM),
    **{
        f"support_job_{verb}": _support(STAFF_MOVED, ERASURE, FORM)
        for verb in ("count", "comment", "mentions", "mentions_erase")
    },
    "support_recall": _support(STAFF, ERASURE),
    "support_receipt": _support(STAFF, ERASED),
    "support_receipt_file": _support(STAFF, ERASED),
}

ERASURE_CASES = {
    **SUPPORT_CASES,
    "erasure_list": Case(ADMINISTER),
    "retention": Case(ADMINISTER, methods=FORM),
    "erasure_page": Case(ADMINISTER, about="erasure"),
    "erasure_recall": Case(ADMINISTER, about="erasure"),
    "erasure_receipt": Case(ADMINISTER, about="erased"),
    "erasure_receipt_file": Case(ADMINISTER, about="erased"),
    "person_erase": Case(REQUEST_MOVED, about="person", methods=FORM),
    "conversation_erase": Case(ADMINISTER, about="conversation", methods=FORM),
    "access_export_list": Case(REQUEST, about="person", methods=FORM),
    "access_export": Case(DISCLOSED, about="person", extra={"export": EXPORT}),
    "access_export_remove": Case(
        {**REQUEST, **dict.fromkeys((Visitor.ADMIN, *STAFF_VISITORS), Answer.MOVED)},
        about="person",
        extra={"export": EXPORT},
        methods=FORM,
    ),
}
