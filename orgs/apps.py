"""The orgs room."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"

    def ready(self) -> None:
        """Listen to sign-ins."""
        from orgs import signals  # noqa: F401
