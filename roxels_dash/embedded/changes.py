"""Whether what something was made from has changed since, told without making it again."""

import hashlib
from collections.abc import Sequence

from roxels_dash.embedded.programs import ROOT


def digest_of(patterns: Sequence[str], *besides: str) -> str:
    """Return a digest of the path, size and time of change of every file that matches.

    A folder that matches stands for all in it. `besides`: what else it depends on.
    """
    digest = hashlib.sha256("\n".join(besides).encode())
    for pattern in patterns:
        for source in sorted(ROOT.glob(pattern)):
            for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
                facts = path.stat()
                digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
