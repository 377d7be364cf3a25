"""Writes of the orgs room. What other rooms call stands here; the rest is called by its module."""

from orgs.domain.accounts import add_user, change_account, record_own_act
from orgs.domain.audit import Actor, record
from orgs.domain.members import add_member
from orgs.domain.visits import open_support_visit

__all__ = [
    "Actor",
    "add_member",
    "add_user",
    "change_account",
    "open_support_visit",
    "record",
    "record_own_act",
]
