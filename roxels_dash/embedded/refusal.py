"""The one way this package says no."""


class Refusal(Exception):
    """Something outside the program is in the way; the message is one plain sentence for people."""
