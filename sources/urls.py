"""Sources, under `/o/{slug}/`."""

from django.urls import path

from sources.views import pages, uploads, verbs

_ONE = "sources/<public_id:public_id>"

_FILE = "imports/<public_id:public_id>"

urlpatterns = [
    path("imports/", uploads.upload_list, name="upload_list"),
    path(f"{_FILE}/", uploads.upload_page, name="upload_page"),
    path(f"{_FILE}/start/", uploads.upload_start, name="upload_start"),
    path(f"{_FILE}/discard/", uploads.upload_discard, name="upload_discard"),
    path(f"{_FILE}/report.csv", uploads.upload_report, name="upload_report"),
    path("sources/", pages.source_list, name="source_list"),
    path("sources/new/", pages.source_new, name="source_new"),
    path(f"{_ONE}/", pages.source_page, name="source_page"),
    path(f"{_ONE}/edit/", pages.source_edit, name="source_edit"),
    path(f"{_ONE}/run/", verbs.source_run, name="source_run"),
    path(f"{_ONE}/pause/", verbs.source_pause, name="source_pause"),
    path(f"{_ONE}/resume/", verbs.source_resume, name="source_resume"),
    path(f"{_ONE}/delete/", verbs.source_delete, name="source_delete"),
]
