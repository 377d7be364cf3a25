"""The product's addresses and the API's floors."""

from django.urls import URLPattern, URLResolver, include, path

from roxels_dash.urls import handler400, handler403, handler404, handler429, handler500
from roxels_dash.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/bench/", include("bench.api.nothing")),
    *product,
]
