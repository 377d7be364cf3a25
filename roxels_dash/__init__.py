"""Wiring only: settings, URLs, Celery, WSGI and the embedded stack."""

from roxels_dash.celery import app as celery_app

__all__ = ["celery_app"]
