"""Fixtures of this room."""

from outputs.tests.sending import loopback, senders

__all__ = ["loopback", "senders"]
