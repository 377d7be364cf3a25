"""The persons room."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "persons"
