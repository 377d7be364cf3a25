"""Other systems that conversations are pulled from, how each run went, and files brought here."""

from sources.models.run import Ended, Phase, Run
from sources.models.source import Every, Source, State, mint_source
from sources.models.upload import WAITING, Stage, Upload, mint_upload

__all__ = [
    "WAITING",
    "Ended",
    "Every",
    "Phase",
    "Run",
    "Source",
    "Stage",
    "State",
    "Upload",
    "mint_source",
    "mint_upload",
]
