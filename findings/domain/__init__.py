"""Writes of the findings room."""

from findings.domain.commenting import comment, uncomment
from findings.domain.deciding import decide, send_correction
from findings.domain.drawing import draw_queues
from findings.domain.errors import Missing, Refused
from findings.domain.exporting import ask_export, forms, run_exports
from findings.domain.queueing import make_queue
from findings.domain.removing import remove_export, sweep_exports
from findings.domain.reviewing import give_verdict, move_queue, settle_item

__all__ = [
    "Missing",
    "Refused",
    "ask_export",
    "comment",
    "decide",
    "draw_queues",
    "forms",
    "give_verdict",
    "make_queue",
    "move_queue",
    "remove_export",
    "run_exports",
    "send_correction",
    "settle_item",
    "sweep_exports",
    "uncomment",
]
