"""Why a request or an approval is not taken; the texts are for whoever tried."""


class ErasureRefused(ValueError):
    """`field`: of the form or body it is about, '' for all of it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class NoSuchErasure(Exception):
    """There is none with this id for whoever asks."""


class NoSuchPerson(Exception):
    """Unknown, another organisation's, or being erased already."""
