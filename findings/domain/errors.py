"""Why something is not done; the texts are for whoever asked."""


class Refused(ValueError):
    """It cannot be done so. `field`: of the form, "" for all of it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Missing(Exception):
    """There is no such thing for whoever asks."""
