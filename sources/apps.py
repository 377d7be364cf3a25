"""The sources room."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
