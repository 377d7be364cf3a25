"""What outputs do."""

from outputs.definitions import Output, OutputProblem
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
from outputs.domain.redelivering import (
    CannotRedeliver,
    NoSuchDelivery,
    Recovered,
    recover,
    redeliver,
    redeliver_many,
)
from outputs.domain.testing import send_test

__all__ = [
    "CannotRedeliver",
    "EndpointRefused",
    "Moment",
    "NoSuchDelivery",
    "NoSuchEndpoint",
    "Output",
    "OutputProblem",
    "Recovered",
    "check_outputs",
    "create_endpoint",
    "disable_endpoint",
    "enable_endpoint",
    "fire",
    "pause_endpoint",
    "recover",
    "redeliver",
    "redeliver_many",
    "resume_endpoint",
    "rotate_secret",
    "send_test",
    "update_endpoint",
]
