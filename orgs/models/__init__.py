"""Organisations, the people who work in them, their keys, and the audit log."""

from orgs.models.audit import AuditEvent, SupportAccess
from orgs.models.invitations import Invitation
from orgs.models.keys import ApiKey
from orgs.models.people import Membership, Organization, Role, Theme, User

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Invitation",
    "Membership",
    "Organization",
    "Role",
    "SupportAccess",
    "Theme",
    "User",
]
