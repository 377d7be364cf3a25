"""The conversations room."""

from django.apps import AppConfig

from web import jinja


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        """Give pages of rooms to the left what they show of this one.

        The shell's sidebar the saved views; the audit log its links to conversations.
        """
        from conversations.queries import facts, saved_views
        from orgs.queries import audit

        jinja.provide("saved_views", saved_views.visible)
        audit.provide_objects("conversation", page="conversation_page", existing=facts.existing)
