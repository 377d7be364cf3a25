"""The findings room."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "findings"
