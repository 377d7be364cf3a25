"""Frames of conversations, under `/o/{slug}/`."""

from django.urls import path

from frames import views

_ONE = "conversations/<public_id:public_id>/frames/<int:number>"

urlpatterns = [
    path("conversations/<public_id:public_id>/frames/", views.frame_list, name="frame_list"),
    path(f"{_ONE}/", views.frame_page, name="frame_page"),
    path(f"{_ONE}/thumb", views.frame_thumb, name="frame_thumb"),
    path(f"{_ONE}/large", views.frame_large, name="frame_large"),
    path(f"{_ONE}/original", views.frame_original, name="frame_original"),
]
