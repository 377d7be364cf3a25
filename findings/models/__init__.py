"""Reviews of findings, words about turns, and tables that are taken away."""

from findings.models.comments import Comment
from findings.models.exports import Export, ExportForm, ExportState
from findings.models.items import ItemState, ReviewItem, Verdict, VerdictKind
from findings.models.queues import QueueState, ReviewQueue, Sampling

__all__ = [
    "Comment",
    "Export",
    "ExportForm",
    "ExportState",
    "ItemState",
    "QueueState",
    "ReviewItem",
    "ReviewQueue",
    "Sampling",
    "Verdict",
    "VerdictKind",
]
