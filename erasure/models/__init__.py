"""Erasures: what was asked, what is done about it, and what proves that it was."""

from erasure.models.access import AccessExport, AccessState
from erasure.models.job import (
    AskedBy,
    Erasure,
    IdentityCheck,
    Kind,
    State,
    Via,
)
from erasure.models.lists import Identity, Mention, MentionState, Target, Term
from erasure.models.preview import Preview
from erasure.models.records import Approval, Comment, Event, Receipt, Receiver
from erasure.models.retention import Retention
from erasure.models.steps import Step, StepState

__all__ = [
    "AccessExport",
    "AccessState",
    "Approval",
    "AskedBy",
    "Comment",
    "Erasure",
    "Event",
    "Identity",
    "IdentityCheck",
    "Kind",
    "Mention",
    "MentionState",
    "Preview",
    "Receipt",
    "Receiver",
    "Retention",
    "State",
    "Step",
    "StepState",
    "Target",
    "Term",
    "Via",
]
