"""Which files are run first: those that start other processes or commit, since they take longest.

Each process of xdist takes the next file as it ends one. What is left for the end had better be
short, or one process works for minutes while the others have nothing to do.
"""

import pytest

LONG = {"browser", "web_server", "real_worker", "senders", "first"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files, and keep the order of what is in them."""
    long = {item.path for item in items if is_long(item)}
    items.sort(key=lambda item: item.path not in long)


def is_long(item: pytest.Item) -> bool:
    """Whether the test commits, or uses a browser or a process of the product's."""
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    return commits or not LONG.isdisjoint(getattr(item, "fixturenames", ()))
