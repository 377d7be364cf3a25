"""Which conversations have anything in the bucket: a few listings, whatever their number.

An erasure asks about a hundred conversations at a time, most of which never shared a screen; to
list each one's folder takes a hundred times as long.
"""

from collections.abc import Collection, Iterator
from typing import Any

from frames.storage import FOLDER, folder
from web.objects import UnknownOperation, answered, listed

_FEW = 3  # conversations that are looked into without asking first
_MOST_PAGES = 20  # of others' folders in between; then each is looked into

# What lists, the name of where it begins, and what it yields besides folders.
_LISTINGS = (
    ("list_object_versions", "KeyMarker", ("Versions", "DeleteMarkers")),
    ("list_objects_v2", "StartAfter", ("Contents",)),
    ("list_multipart_uploads", "KeyMarker", ("Uploads",)),
)


def occupied(organization_id: int, conversation_ids: Collection[int]) -> list[int]:
    """Return those whose folders may hold something; none is missing that does.

    Raises `frames.storage.Unreachable`.
    """
    wanted = {folder(organization_id, each): each for each in conversation_ids}
    if len(wanted) <= _FEW:
        return sorted(wanted.values())
    found: set[str] = set()
    with answered():
        for operation, marker, kinds in _LISTINGS:
            try:
                listed_in_full = _look(operation, marker, kinds, wanted, found)
            except UnknownOperation:
                continue
            if not listed_in_full:
                return sorted(wanted.values())
    return sorted(wanted[name] for name in found)


def _look(
    operation: str, marker: str, kinds: tuple[str, ...], wanted: dict[str, int], found: set[str]
) -> bool:
    """Add the folders that one listing has to `found`; return whether it came to the last one."""
    first, last = min(wanted), max(wanted)
    prefix = f"{FOLDER}/{first.split('/')[1]}/"
    begin = {marker: first.removesuffix("/"), "Delimiter": "/"}
    for number, page in enumerate(listed(operation, prefix, **begin)):
        names = set(_folders(page, kinds))
        found |= names & wanted.keys()
        if names and max(names) >= last:
            return True
        if number >= _MOST_PAGES:
            return False
    return True


def _folders(page: dict[str, Any], kinds: tuple[str, ...]) -> Iterator[str]:
    """Yield the folders of a page; a server that knows no delimiter names the objects in them."""
    for each in page.get("CommonPrefixes", ()):
        yield each["Prefix"]
    for kind in kinds:
        for each in page.get(kind, ()):
            yield "/".join(each["Key"].split("/")[:3]) + "/"


def folders() -> Iterator[tuple[int, set[int]]]:
    """Yield (organisation's id, ids of conversations) of all folders, up to 1,000 at a time.

    Raises `frames.storage.Unreachable`.
    """
    with answered():
        organizations = {name.split("/")[1] for names in _below(f"{FOLDER}/") for name in names}
        for organization in sorted(organizations):
            for names in _below(f"{FOLDER}/{organization}/"):
                yield int(organization), {int(name.split("/")[2]) for name in names}


def _below(prefix: str) -> Iterator[set[str]]:
    for page in listed("list_objects_v2", prefix, Delimiter="/"):
        yield set(_folders(page, ("Contents",)))
