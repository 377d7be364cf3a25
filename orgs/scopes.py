"""What an API key may be allowed to do, as data."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a key allows. None includes another; each stands for its `sentence`."""

    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    PERSONS_READ = "persons:read"
    PERSONS_WRITE = "persons:write"
    PERSONS_ERASE = "persons:erase"
    EVENTS_WRITE = "events:write"
    TEMPLATES_WRITE = "templates:write"
    DELIVERIES_WRITE = "deliveries:write"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Scope.CONVERSATIONS_READ: "Read conversations, what they found out and sent, and templates.",
    Scope.CONVERSATIONS_WRITE: "Make conversations, and get the tokens that join them.",
    Scope.PERSONS_READ: "Read persons and what is kept about them.",
    Scope.PERSONS_WRITE: "Make persons and change them.",
    Scope.PERSONS_ERASE: "Ask for a person’s data to be deleted for good.",
    Scope.EVENTS_WRITE: "Write what happens in a conversation, as its runtime does.",
    Scope.TEMPLATES_WRITE: "Make templates, and new versions of them.",
    Scope.DELIVERIES_WRITE: "Say where outputs go, and send them again.",
}
