"""URLs of the two other dialects, of archiving, and of sources and the files that are brought."""

from django.utils import timezone

from orgs.models import Organization
from roxels_dash.tests.access_answers import (
    ADMINISTER,
    FORM,
    NOT_ASKED,
    PUBLIC,
    Answer,
    Case,
    Visitor,
    all_of,
)
from sources.models import Source, Upload

ADMINISTER_MOVED = {**ADMINISTER, Visitor.ADMIN: Answer.MOVED}
# Support staff may not, with or without a reason, and viewers neither.
REVIEW_MOVED = {**ADMINISTER_MOVED, Visitor.ANALYST: Answer.MOVED}


def _keyed(*names: str, **extra: str) -> dict[str, Case]:
    return {name: Case(all_of(Answer.KEY), extra=extra, methods=NOT_ASKED) for name in names}


SOURCE_CASES = {
    "backend_openapi": Case(PUBLIC),
    "backend_reference": Case(PUBLIC),
    "backend_unknown": Case(all_of(Answer.HIDDEN), methods=NOT_ASKED),
    **_keyed("backend_conversation_list"),
    **_keyed("backend_conversation", "backend_transcript", id="x"),
    "widgets_openapi": Case(PUBLIC),
    "widgets_reference": Case(PUBLIC),
    "widgets_unknown": Case(all_of(Answer.HIDDEN), methods=NOT_ASKED),
    **_keyed("widgets_conversation_list"),
    **_keyed("widgets_conversation", "widgets_conversation_delete", "widgets_transcript", id="x"),
    "source_list": Case(ADMINISTER),
    "source_new": Case(ADMINISTER, methods=FORM),
    "source_page": Case(ADMINISTER, about="source"),
    "source_edit": Case(ADMINISTER, about="source", methods=FORM),
    "source_run": Case(ADMINISTER_MOVED, about="source", methods=FORM),
    "source_pause": Case(ADMINISTER_MOVED, about="source", methods=FORM),
    "source_resume": Case(ADMINISTER_MOVED, about="source", methods=FORM),
    "source_delete": Case(ADMINISTER, about="source", methods=FORM),
    "upload_list": Case(ADMINISTER, methods=FORM),
    "upload_page": Case(ADMINISTER, about="upload"),
    "upload_report": Case(ADMINISTER, about="upload"),
    "upload_start": Case(ADMINISTER_MOVED, about="upload", methods=FORM),
    "upload_discard": Case(ADMINISTER_MOVED, about="upload", methods=FORM),
    "conversations_archive": Case(REVIEW_MOVED, methods=FORM),
    "conversations_restore": Case(REVIEW_MOVED, methods=FORM),
    "conversation_archive": Case(REVIEW_MOVED, about="conversation", methods=FORM),
    "conversation_restore": Case(REVIEW_MOVED, about="conversation", methods=FORM),
}


def make_sources(organization: Organization) -> dict[str, str]:
    """Another system that nothing is pulled from meanwhile, and a file that came."""
    source = Source.objects.create(
        organization=organization,
        name="Elsewhere",
        base_url="https://api.example.com",
        dialect="widget",
        key=b"",
    )
    upload = Upload.objects.create(
        organization=organization, size=1, stage="done", finished_at=timezone.now()
    )
    return {"source": source.public_id, "upload": upload.public_id}
