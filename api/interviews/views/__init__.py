"""The operations. Importing this package puts them all into the dialect."""

from api.interviews.views import events, interviews, persons, sessions, templates

__all__ = ["events", "interviews", "persons", "sessions", "templates"]
