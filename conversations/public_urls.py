"""Pages for people without an account, at the site's root."""

from django.urls import path

from conversations import views

urlpatterns = [
    # Any text: a mistyped link is told of in the same words as an old one.
    path("join/i/<str:public_id>", views.conversation_join, name="conversation_join"),
]
