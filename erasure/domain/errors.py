"""Why a request or an approval is not taken; the texts are for whoever tried."""


class ErasureRefused(ValueError):
    """`field`: of the form or body it is about, '' for all of it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class AlreadyRequested(Exception):
    """The person's erasure is asked for already, and that request is open."""

    def __init__(self, public_id: str) -> None:
        super().__init__(public_id)
        self.public_id = public_id


class NoSuchPerson(Exception):
    """Unknown, another organisation's, or being erased already."""
