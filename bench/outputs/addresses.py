"""The endpoints that loaded deliveries went to, by number."""

EACH = 25  # of an organisation, a page of them


def keys_of(company: int) -> range:
    """Return the row ids of an organisation's endpoints, the busiest first, the paused one last."""
    return range((company - 1) * EACH + 1, company * EACH + 1)


def url_of(key: int) -> str:
    return f"https://hooks-{key}.bench.example/in"


def public_id_of(key: int) -> str:
    return f"ep_{key:021d}"
