"""What the erasure room does."""

from erasure.domain.approving import (
    approvals_needed,
    approve,
    begin,
    confirmation_of,
    deny,
    erase_conversations,
)
from erasure.domain.counting import count_new, dry_run
from erasure.domain.errors import AlreadyRequested, ErasureRefused, NoSuchPerson
from erasure.domain.requesting import (
    comment,
    commitment,
    request_conversations,
    request_person,
)
from erasure.domain.retention import set_retention, sweep_retention
from erasure.domain.reviewing import dismiss_mentions, erase_mentions, redact_mentions
from erasure.domain.running import run_some
from erasure.domain.sweeping import forget_old

__all__ = [
    "AlreadyRequested",
    "ErasureRefused",
    "NoSuchPerson",
    "approvals_needed",
    "approve",
    "begin",
    "comment",
    "commitment",
    "confirmation_of",
    "count_new",
    "deny",
    "dismiss_mentions",
    "dry_run",
    "erase_conversations",
    "erase_mentions",
    "forget_old",
    "redact_mentions",
    "request_conversations",
    "request_person",
    "run_some",
    "set_retention",
    "sweep_retention",
]
