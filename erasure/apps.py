"""The erasure room."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "erasure"
