"""The persons pages, under `/o/{slug}/`."""

from django.urls import path

from persons import views

urlpatterns = [
    path("persons/", views.person_list, name="person_list"),
    path("persons/<public_id:public_id>/", views.person_page, name="person_page"),
]
