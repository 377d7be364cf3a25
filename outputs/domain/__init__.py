"""What outputs do."""

from outputs.definitions import Output, OutputProblem
from outputs.dialects import dialects, provide_dialect
from outputs.domain.configuring import check_outputs
from outputs.domain.correcting import fire_correction
from outputs.domain.deleting import Deleted, delete_endpoint
from outputs.domain.endpoints import (
    EndpointRefused,
    NoSuchEndpoint,
    create_endpoint,
    disable_endpoint,
    enable_endpoint,
    lock_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from outputs.domain.erasing import cancel_deliveries
from outputs.domain.firing import Moment, fire
from outputs.domain.matching import Matching, count_matching, redeliver_matching
from outputs.domain.redelivering import (
    CannotRedeliver,
    NoSuchDelivery,
    Recovered,
    recover,
    redeliver,
    redeliver_many,
    to_redeliver,
    why_not,
)
from outputs.domain.telling_erased import fire_person_erased
from outputs.domain.testing import send_test

__all__ = [
    "CannotRedeliver",
    "Deleted",
    "EndpointRefused",
    "Matching",
    "Moment",
    "NoSuchDelivery",
    "NoSuchEndpoint",
    "Output",
    "OutputProblem",
    "Recovered",
    "cancel_deliveries",
    "check_outputs",
    "count_matching",
    "create_endpoint",
    "delete_endpoint",
    "dialects",
    "disable_endpoint",
    "enable_endpoint",
    "fire",
    "fire_correction",
    "fire_person_erased",
    "lock_endpoint",
    "pause_endpoint",
    "provide_dialect",
    "recover",
    "redeliver",
    "redeliver_many",
    "redeliver_matching",
    "resume_endpoint",
    "rotate_secret",
    "send_test",
    "to_redeliver",
    "update_endpoint",
    "why_not",
]
