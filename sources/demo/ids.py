"""Ids that come out the same on every run, so that a second run finds the first one's rows."""

import uuid

_NAMESPACE = uuid.UUID("5a7c1f0e-3d5b-4a54-9a51-6f1d0c9f2b11")


def demo_id(prefix: str, key: str) -> str:
    """Return a public id such as `iv_…` for a demo object's key (122 bits of SHA-1)."""
    return f"{prefix}_{uuid.uuid5(_NAMESPACE, f'{prefix}/{key}').hex}"
