"""What outputs do."""

from outputs.definitions import OutputProblem
from outputs.domain.configuring import check_outputs
from outputs.domain.endpoints import (
    EndpointRefused,
    NoSuchEndpoint,
    create_endpoint,
    disable_endpoint,
    enable_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from outputs.domain.firing import Moment, fire

__all__ = [
    "EndpointRefused",
    "Moment",
    "NoSuchEndpoint",
    "OutputProblem",
    "check_outputs",
    "create_endpoint",
    "disable_endpoint",
    "enable_endpoint",
    "fire",
    "pause_endpoint",
    "resume_endpoint",
    "rotate_secret",
    "update_endpoint",
]
