"""The conversations pages: fetch, then answer."""

from conversations.views.archiving import (
    conversation_archive,
    conversation_restore,
    conversations_archive,
    conversations_restore,
)
from conversations.views.downloads import conversation_download
from conversations.views.join import conversation_join
from conversations.views.listing import conversation_list, conversation_news
from conversations.views.live import conversation_live, list_live
from conversations.views.overview import overview
from conversations.views.page import conversation_events, conversation_page, conversation_record
from conversations.views.persons import person_conversations, person_findings
from conversations.views.saved_views import saved_view_delete, saved_view_list
from conversations.views.templates import template_list, template_page

__all__ = [
    "conversation_archive",
    "conversation_download",
    "conversation_events",
    "conversation_join",
    "conversation_list",
    "conversation_live",
    "conversation_news",
    "conversation_page",
    "conversation_record",
    "conversation_restore",
    "conversations_archive",
    "conversations_restore",
    "list_live",
    "overview",
    "person_conversations",
    "person_findings",
    "saved_view_delete",
    "saved_view_list",
    "template_list",
    "template_page",
]
