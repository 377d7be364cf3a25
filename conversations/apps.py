"""The conversations room."""

from django.apps import AppConfig

from web import jinja


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        """Give the shell's sidebar the saved views: it stands on pages of rooms to the left."""
        from conversations.queries import saved_views

        jinja.provide("saved_views", saved_views.visible)
