"""Who may do what: the role table of docs/architecture.md, as data."""

from enum import StrEnum

from orgs.models import Role


class Act(StrEnum):
    """What a page or an API call needs."""

    READ = "read"  # conversations, persons, frames, deliveries; export one conversation
    REVIEW = "review"  # review and correct findings, bulk export, shared views
    CONFIGURE = "configure"  # templates, outputs, endpoints, redeliver, new conversation
    ADMINISTER = "administer"  # members, API keys, retention
    REQUEST_ERASURE = "request_erasure"


MEMBERS_MAY: dict[Act, frozenset[Role]] = {
    Act.READ: frozenset({Role.VIEWER, Role.ANALYST, Role.ADMIN}),
    Act.REVIEW: frozenset({Role.ANALYST, Role.ADMIN}),
    Act.CONFIGURE: frozenset({Role.ADMIN}),
    Act.ADMINISTER: frozenset({Role.ADMIN}),
    Act.REQUEST_ERASURE: frozenset({Role.ADMIN}),
}

# Support staff read under a stated reason; the request itself needs none.
SUPPORT_MAY: frozenset[Act] = frozenset({Act.READ, Act.REQUEST_ERASURE})
SUPPORT_NEEDS_REASON: frozenset[Act] = frozenset({Act.READ})
