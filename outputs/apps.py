"""The outputs room."""

from django.apps import AppConfig


class OutputsConfig(AppConfig):
    name = "outputs"

    def ready(self) -> None:
        """Give the audit log its links to endpoints and deliveries."""
        from orgs.queries import audit
        from outputs.queries import known

        audit.provide_objects("endpoint", page="endpoint_page", existing=known.endpoints)
        audit.provide_objects("delivery", page="delivery_page", existing=known.deliveries)
