"""The persons room."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "persons"

    def ready(self) -> None:
        """Let the audit log link to persons."""
        from orgs.queries import audit
        from persons import queries

        audit.provide_objects("person", page="person_page", existing=queries.existing)
