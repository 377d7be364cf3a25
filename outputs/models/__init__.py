"""Endpoints, what is sent to them, every try, and what was said at each."""

from outputs.models.attempt import Attempt, Problem
from outputs.models.content import AttemptContent, DeliveryContent
from outputs.models.delivery import Delivery, EventType, Kind, State
from outputs.models.endpoint import Endpoint, EndpointState, Reason

__all__ = [
    "Attempt",
    "AttemptContent",
    "Delivery",
    "DeliveryContent",
    "Endpoint",
    "EndpointState",
    "EventType",
    "Kind",
    "Problem",
    "Reason",
    "State",
]
