"""Sign-in's landing page, and an organisation's own pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
