"""What stands where somebody's words were taken out of a text."""

import re

REDACTED = "[erased]"


def is_only_redacted(text: str) -> bool:
    """Whether nothing is left of a text but that it was redacted: it calls nobody."""
    return REDACTED in text and not re.search(r"\w", text.replace(REDACTED, ""))
