"""Who gets what of the pages of findings, reviews and exports."""

from roxels_dash.tests.access_answers import (
    ADMINISTER,
    FORM,
    READ,
    READ_MOVED,
    REVIEW,
    REVIEW_MOVED,
    Case,
)

_AT = {"position": "1"}

FINDING_CASES = {
    "finding_table": Case(READ),
    **{f"finding_{part}": Case(READ_MOVED) for part in ("facets", "goal", "criterion", "columns")},
    "finding_value": Case(READ_MOVED, about="conversation"),
    "finding_view_save": Case(READ_MOVED, methods=FORM),
    "finding_view_default": Case(READ_MOVED, extra={"view_id": "1"}, methods=FORM),
    "review_list": Case(READ),
    "review_new": Case(REVIEW, methods=FORM),
    "review_queue": Case(READ, about="queue"),
    "review_next": Case(REVIEW_MOVED, about="queue"),
    "review_move": Case(REVIEW_MOVED, about="queue", methods=FORM),
    "review_item": Case(READ, about="queue", extra=_AT),
    "review_verdict": Case(REVIEW_MOVED, about="queue", extra=_AT, methods=FORM),
    "review_settle": Case(REVIEW_MOVED, about="queue", extra=_AT, methods=FORM),
    "finding_review": Case(READ_MOVED, about="conversation"),
    "finding_decide": Case(REVIEW_MOVED, about="conversation", methods=FORM),
    "correction_send": Case(ADMINISTER, about="decision", methods=FORM),
    "comment_list": Case(READ, about="conversation"),
    "comment_add": Case(REVIEW_MOVED, about="conversation", methods=FORM),
    "comment_delete": Case(
        REVIEW_MOVED, about="conversation", extra={"comment_id": "1"}, methods=FORM
    ),
    "export_list": Case(REVIEW),
    "export_new": Case(REVIEW_MOVED, methods=FORM),
    "export_page": Case(REVIEW, about="export"),
    "export_file": Case(REVIEW_MOVED, about="export"),
    "export_codebook": Case(REVIEW_MOVED, about="export"),
    "export_delete": Case(REVIEW_MOVED, about="export", methods=FORM),
}
