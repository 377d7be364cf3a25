"""Starting a conversation, under `/o/{slug}/`."""

from django.urls import path

from intake import views

urlpatterns = [
    path("new/", views.conversation_new, name="conversation_new"),
    path("new/rows/", views.conversation_new_rows, name="conversation_new_rows"),
    path("new/made/<public_id:public_id>/", views.conversation_made, name="conversation_made"),
]
