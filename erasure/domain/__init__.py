"""What the erasure room does."""

from erasure.domain.approving import (
    approvals_needed,
    approve,
    begin,
    confirmation_of,
    deny,
    erase_conversations,
)
from erasure.domain.confirming import confirm_erasing, confirmation_of_erasing
from erasure.domain.counting import count_new, dry_run
from erasure.domain.disclosing import (
    NoSuchExport,
    expire_access_exports,
    make_access_exports,
    open_access_export,
    remove_access_export,
    request_access_export,
    sweep_access_exports,
)
from erasure.domain.errors import AlreadyRequested, ErasureRefused, NoSuchPerson
from erasure.domain.previewing import preview_counted
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
    "NoSuchExport",
    "NoSuchPerson",
    "approvals_needed",
    "approve",
    "begin",
    "comment",
    "commitment",
    "confirm_erasing",
    "confirmation_of",
    "confirmation_of_erasing",
    "count_new",
    "deny",
    "dismiss_mentions",
    "dry_run",
    "erase_conversations",
    "erase_mentions",
    "expire_access_exports",
    "forget_old",
    "make_access_exports",
    "open_access_export",
    "preview_counted",
    "redact_mentions",
    "remove_access_export",
    "request_access_export",
    "request_conversations",
    "request_person",
    "run_some",
    "set_retention",
    "sweep_access_exports",
    "sweep_retention",
]
