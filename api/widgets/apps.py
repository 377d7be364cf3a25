"""The widget dialect."""

from django.apps import AppConfig


class WidgetsConfig(AppConfig):
    name = "api.widgets"

    def ready(self) -> None:
        """Tell the outputs room how events are worded for endpoints that ask for this dialect."""
        from api.widgets.queries import told_of
        from outputs.domain import provide_dialect

        provide_dialect("widget", "Widget conversations API", told_of)
