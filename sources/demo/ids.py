"""Ids that come out the same on every run, so that a second run finds the first one's rows."""

import hashlib


def demo_id(prefix: str, key: str) -> str:
    """Return a public id such as `iv_…` for a demo object's key (128 bits of its SHA-256)."""
    return f"{prefix}_{hashlib.sha256(f'demo/{prefix}/{key}'.encode()).hexdigest()[:32]}"
