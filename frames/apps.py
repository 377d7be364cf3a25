"""The frames room."""

from django.apps import AppConfig


class FramesConfig(AppConfig):
    name = "frames"

    def ready(self) -> None:
        """Give the conversation page the pictures that stand among its words."""
        from conversations.queries import pictures
        from frames.queries import frames

        pictures.provide(frames.pictures, frames.coming)
