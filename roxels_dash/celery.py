"""The Celery application. Tasks take ids, wake a worker up, and may run twice.

The database is the truth for everything that must happen; a lost broker loses nothing, because
beat sweeps what is due. What may take minutes or hours waits in a queue of its own, so that it
keeps no erasure waiting; a worker that is told of no queue works on both.
"""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roxels_dash.settings")

SHORT, LONG = "roxels", "roxels-long"
LONG_TASKS = (
    "erasure.tasks.make_access_exports",
    "findings.tasks.run_exports",
    "sources.tasks.pull_sources",
    "sources.tasks.work_uploads",
)

app = Celery("roxels_dash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue=SHORT,
    task_queues=[Queue(SHORT), Queue(LONG)],
    task_routes={name: {"queue": LONG} for name in LONG_TASKS},
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=5.0,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # A task of a lost worker comes back after this long; so does one that takes longer, beside the
    # first: it finds that what there is to do is somebody's, by its lease.
    broker_transport_options={"visibility_timeout": 600, "unacked_restore_interval": 5},
    beat_schedule={
        "rollups": {
            "task": "conversations.tasks.refresh_rollups",
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "live-search": {
            "task": "intake.tasks.refresh_search",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "silent-sessions": {
            "task": "intake.tasks.sweep_sessions",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "chained-answers": {
            "task": "intake.tasks.keep_answers",
            "schedule": 5.0,
            "options": {"expires": 5.0},
        },
        "deleted-endpoints": {
            "task": "outputs.tasks.cancel_of_deleted",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "disabled-endpoints": {
            "task": "outputs.tasks.tell_admins",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "sources": {
            "task": "sources.tasks.pull_sources",
            "schedule": 15.0,
            "options": {"expires": 15.0},
        },
        "uploads": {
            "task": "sources.tasks.work_uploads",
            "schedule": 15.0,
            "options": {"expires": 15.0},
        },
        "erasures": {
            "task": "erasure.tasks.run_erasures",
            "schedule": 5.0,
            "options": {"expires": 5.0},
        },
        "erasure-dry-runs": {
            "task": "erasure.tasks.count_erasures",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "retention": {
            "task": "erasure.tasks.sweep_retention",
            "schedule": 300.0,
            "options": {"expires": 300.0},
        },
        "access-exports": {
            "task": "erasure.tasks.make_access_exports",
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "lost-access-exports": {
            "task": "erasure.tasks.sweep_access_exports",
            "schedule": crontab(minute="27"),
        },
        "lost-uploads": {
            "task": "sources.tasks.sweep_uploads",
            "schedule": crontab(minute="37"),
        },
        "old-tombstones": {
            "task": "erasure.tasks.forget_old",
            "schedule": crontab(hour="3", minute="57"),
        },
        "uploaded-frames": {
            "task": "frames.tasks.process_frames",
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "unconfirmed-frames": {
            "task": "frames.tasks.sweep_frames",
            "schedule": crontab(minute="47"),
        },
        "old-contents": {
            "task": "outputs.tasks.purge_contents",
            "schedule": crontab(minute="7"),
        },
        "review-queues": {
            "task": "findings.tasks.draw_queues",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "exports": {
            "task": "findings.tasks.run_exports",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "old-exports": {
            "task": "findings.tasks.sweep_exports",
            "schedule": crontab(minute="*/10"),
        },
        "search-partitions": {
            "task": "conversations.tasks.prepare_search_partitions",
            "schedule": crontab(hour="3", minute="17"),
        },
        "expired-sessions": {
            "task": "orgs.tasks.clear_expired_sessions",
            "schedule": crontab(hour="3", minute="37"),
        },
        "old-answers": {
            "task": "api.gate.tasks.forget_old_answers",
            "schedule": crontab(minute="27"),
        },
        "old-invitations": {
            "task": "orgs.tasks.forget_old_invitations",
            "schedule": crontab(hour="3", minute="47"),
        },
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Keep Django's own logging: Celery would print task arguments."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
