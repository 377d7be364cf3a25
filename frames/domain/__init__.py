"""Writes of the frames room: places to upload to, what becomes of uploads, and their removal.

For an erasure: `purge_objects`, once the conversations are hidden (`erasing_at`), and again once
`queries.erasing.uploads_end_at` has passed; `queries.erasing.footprint` proves that nothing is
left. The rows go as those of any table do.
"""

from frames.domain.confirming import confirm
from frames.domain.places import Asked, Place, TooManyFrames, ask_places
from frames.domain.processing import PROCESS, process_due
from frames.domain.purging import purge_objects
from frames.domain.sweeping import sweep, sweep_strays
from frames.domain.taking_in import Given, take_in
from frames.images import Unfit
from frames.storage import Unreachable, Upload

__all__ = [
    "PROCESS",
    "Asked",
    "Given",
    "Place",
    "TooManyFrames",
    "Unfit",
    "Unreachable",
    "Upload",
    "ask_places",
    "confirm",
    "process_due",
    "purge_objects",
    "sweep",
    "sweep_strays",
    "take_in",
]
