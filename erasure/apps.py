"""The erasure room."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "erasure"

    def ready(self) -> None:
        """Let the audit log link to an organisation's erasures."""
        from erasure.queries import queue
        from orgs.queries import audit

        audit.provide_objects("erasure", page="erasure_page", existing=queue.existing)
