"""The web room: what pages are made of."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        """Register the URL converters before any URL configuration is read."""
        from web import converters  # noqa: F401
