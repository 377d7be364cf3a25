"""The wiring as a Django app, for what has to happen after every migration."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class WiringConfig(AppConfig):
    """Sees to it that the application's role can use what a migration made."""

    name = "roxels_dash"

    def ready(self) -> None:
        """Connect what follows a migration."""
        from roxels_dash.database import grant_to_app_role

        # The signal comes once for every app with models, and the last one is late enough.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(grant_to_app_role, sender=last)
