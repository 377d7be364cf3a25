"""The findings room."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "findings"

    def ready(self) -> None:
        """Give the audit log its links to review queues."""
        from findings.queries import reviews
        from orgs.queries import audit

        audit.provide_objects("queue", page="review_queue", existing=reviews.existing)
