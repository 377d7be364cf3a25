"""Templates, conversations and everything that was said and learnt in them."""

from conversations.models.conversation import (
    LIVE,
    Conversation,
    Delivered,
    Participation,
    SessionStatus,
    Status,
)
from conversations.models.decisions import Decided, FindingDecision
from conversations.models.facts import SessionEvent, Tombstone, UsageRecord
from conversations.models.findings import CriterionResult, EvidenceSource, Finding, Reviewed
from conversations.models.named import named_uuid
from conversations.models.rollups import (
    CriterionRollup,
    FindingRollup,
    GoalRollup,
    HourRollup,
    RollupMark,
    VersionRollup,
)
from conversations.models.saved_view import SavedView, ViewOf
from conversations.models.search import SearchDocument
from conversations.models.template import Template, TemplateVersion
from conversations.models.transcript import Modality, ToolCall, Turn, TurnRole

__all__ = [
    "LIVE",
    "Conversation",
    "CriterionResult",
    "CriterionRollup",
    "Decided",
    "Delivered",
    "EvidenceSource",
    "Finding",
    "FindingDecision",
    "FindingRollup",
    "GoalRollup",
    "HourRollup",
    "Modality",
    "Participation",
    "Reviewed",
    "RollupMark",
    "SavedView",
    "SearchDocument",
    "SessionEvent",
    "SessionStatus",
    "Status",
    "Template",
    "TemplateVersion",
    "Tombstone",
    "ToolCall",
    "Turn",
    "TurnRole",
    "UsageRecord",
    "VersionRollup",
    "ViewOf",
    "named_uuid",
]
