"""Where everything is mounted."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("", include("orgs.urls")),
    path("o/<slug:slug>/", include("conversations.urls")),
    path("o/<slug:slug>/", include("persons.urls")),
]
