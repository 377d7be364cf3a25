"""The intake room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        """Tell the outputs room, whose pages change a template's outputs, how versions are made."""
        from intake.reoutput import save_outputs
        from outputs.domain.editing import provide_saver

        provide_saver(save_outputs)
