"""Exports, under `/o/{slug}/`."""

from django.urls import path

from findings.views import exports

_ONE = "exports/<public_id:public_id>"

urlpatterns = [
    path("exports/", exports.export_list, name="export_list"),
    path("exports/new/", exports.export_new, name="export_new"),
    path(f"{_ONE}/", exports.export_page, name="export_page"),
    path(f"{_ONE}/file/", exports.export_file, name="export_file"),
    path(f"{_ONE}/codebook/", exports.export_codebook, name="export_codebook"),
    path(f"{_ONE}/delete/", exports.export_delete, name="export_delete"),
]
