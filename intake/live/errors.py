"""Why a live session does not take what it was sent."""


class NoSuchSession(Exception):
    """There is no such session for whoever asks: unknown, another's and the other mode's alike."""


class Erased(Exception):
    """The conversation was erased, or is being erased; it takes nothing more."""


class Conflict(Exception):
    """What was sent contradicts what is known; `field` is its path in the request, '' for all.

    `message` names ids and states, never what anybody said.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message
