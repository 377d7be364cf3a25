"""Fixtures of other rooms that this room's tests use."""

from outputs.tests.sending import loopback, senders

__all__ = ["loopback", "senders"]
