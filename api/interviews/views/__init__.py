"""The operations. Importing this package puts them all into the dialect."""

from api.interviews.views import (
    deliveries,
    endpoints,
    erasures,
    events,
    findings,
    frames,
    interviews,
    persons,
    sessions,
    templates,
)

__all__ = [
    "deliveries",
    "endpoints",
    "erasures",
    "events",
    "findings",
    "frames",
    "interviews",
    "persons",
    "sessions",
    "templates",
]
