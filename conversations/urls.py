"""The conversations pages, under `/o/{slug}/`."""

from django.urls import path

from conversations import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("templates/", views.template_list, name="template_list"),
    path("templates/<public_id:public_id>/", views.template_page, name="template_page"),
    # Not under conversations/, where an import may bring a conversation of any id.
    path("views/", views.saved_view_list, name="saved_view_list"),
    path("views/<int:view_id>/delete/", views.saved_view_delete, name="saved_view_delete"),
    path("archive/", views.conversations_archive, name="conversations_archive"),
    path("restore/", views.conversations_restore, name="conversations_restore"),
    path("news/", views.conversation_news, name="conversation_news"),
    path("live/", views.list_live, name="list_live"),
    path("conversations/", views.conversation_list, name="conversation_list"),
    path("conversations/<public_id:public_id>/", views.conversation_page, name="conversation_page"),
    path(
        "conversations/<public_id:public_id>/archive/",
        views.conversation_archive,
        name="conversation_archive",
    ),
    path(
        "conversations/<public_id:public_id>/restore/",
        views.conversation_restore,
        name="conversation_restore",
    ),
    path(
        "conversations/<public_id:public_id>/live/",
        views.conversation_live,
        name="conversation_live",
    ),
    path(
        "conversations/<public_id:public_id>/events/",
        views.conversation_events,
        name="conversation_events",
    ),
    path(
        "conversations/<public_id:public_id>/record/",
        views.conversation_record,
        name="conversation_record",
    ),
    path(
        "conversations/<public_id:public_id>/transcript.<str:form>",
        views.conversation_download,
        name="conversation_download",
    ),
    path(
        "persons/<public_id:public_id>/conversations/",
        views.person_conversations,
        name="person_conversations",
    ),
    path("persons/<public_id:public_id>/findings/", views.person_findings, name="person_findings"),
]
