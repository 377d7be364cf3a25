"""Support's console, outside of the organisations."""

from django.urls import path

from erasure.views import job, mentions, queue, receipts, requesting

_JOB = "erasures/<public_id:public_id>/"

urlpatterns = [
    path("", queue.support_queue, name="support_queue"),
    path("find/", queue.support_find, name="support_find"),
    path("request/", requesting.support_request, name="support_request"),
    path(_JOB, job.support_job, name="support_job"),
    path(f"{_JOB}live/", job.support_job_live, name="support_job_live"),
    path(f"{_JOB}count/", job.support_job_count, name="support_job_count"),
    path(f"{_JOB}comment/", job.support_job_comment, name="support_job_comment"),
    path(f"{_JOB}approve/", job.support_job_approve, name="support_job_approve"),
    path(f"{_JOB}deny/", job.support_job_deny, name="support_job_deny"),
    path(f"{_JOB}mentions/", mentions.support_job_mentions, name="support_job_mentions"),
    path(
        f"{_JOB}mentions/erase/",
        mentions.support_job_mentions_erase,
        name="support_job_mentions_erase",
    ),
    path(f"{_JOB}recall.csv", receipts.support_recall, name="support_recall"),
    path(f"{_JOB}receipt/", receipts.support_receipt, name="support_receipt"),
    path(f"{_JOB}receipt.json", receipts.support_receipt_file, name="support_receipt_file"),
]
