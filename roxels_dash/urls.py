"""Where everything is mounted."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/backend/", include("api.backend.urls")),  # Before what takes all that begins with v1.
    path("v1/", include("api.interviews.urls")),
    path("api/v1/", include("api.widgets.urls")),
    path("", include("orgs.urls")),
    path("", include("conversations.public_urls")),
    path("o/<slug:slug>/", include("conversations.urls")),
    path("o/<slug:slug>/", include("persons.urls")),
    path("o/<slug:slug>/", include("frames.urls")),
    path("o/<slug:slug>/", include("outputs.urls")),
    path("o/<slug:slug>/", include("intake.urls")),
    path("o/<slug:slug>/", include("erasure.urls")),
    path("support/", include("erasure.support_urls")),
    path("o/<slug:slug>/", include("findings.urls")),
    path("o/<slug:slug>/", include("sources.urls")),
]

if settings.DEMO_RECEIVER:
    urlpatterns.append(path("demo/hooks/", include("sources.demo.receiver")))

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler429 = "web.errors.too_many_requests"  # Asked for by allauth.
handler500 = "web.errors.server_error"
