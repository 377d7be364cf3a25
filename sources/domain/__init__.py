"""What the sources room does."""

from sources.domain.configuring import (
    NoSuchSource,
    SourceRefused,
    create_source,
    delete_source,
    has_key,
    pause_source,
    resume_source,
    run_now,
    update_source,
)
from sources.domain.pulling import pull_due

__all__ = [
    "NoSuchSource",
    "SourceRefused",
    "create_source",
    "delete_source",
    "has_key",
    "pause_source",
    "pull_due",
    "resume_source",
    "run_now",
    "update_source",
]
