"""What every API request passes, whatever its dialect."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "api.gate"
    label = "gate"
