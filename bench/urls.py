"""The product's addresses, and beside them the floors and the admin."""

from django.urls import URLPattern, URLResolver, include, path

from bench.admin import site
from bench.views import nothing
from roxels_dash.urls import handler400, handler403, handler404, handler429, handler500
from roxels_dash.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("bench/admin/", site.urls),
    path("o/<slug:slug>/bench/nothing/", nothing, name="nothing"),
    path("v1/bench/", include("bench.api.nothing")),
    *product,
]
