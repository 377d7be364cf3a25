"""How far reviewers agree beyond what chance would bring: Cohen's and Fleiss' kappa."""

from collections import Counter
from collections.abc import Sequence


def cohen(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of two reviewers' verdicts on the same items, (first's, second's) each.

    None where it says nothing: without items, or where both always said one and the same thing.
    """
    if not pairs:
        return None
    count = len(pairs)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    observed = sum(first == second for first, second in pairs) / count
    expected = sum(firsts[kind] * seconds[kind] for kind in firsts) / count**2
    return _beyond_chance(observed, expected)


def fleiss(items: Sequence[Sequence[str]]) -> float | None:
    """Return Fleiss' kappa of items with equally many verdicts each, whoever gave them.

    None where it says nothing: without items, with one verdict an item, or with one kind of
    verdict in all. Raises ValueError where the items have unequally many.
    """
    if not items or len(items[0]) < 2:
        return None
    raters = len(items[0])
    if any(len(verdicts) != raters for verdicts in items):
        raise ValueError("items have unequally many verdicts")
    counted = [Counter(verdicts) for verdicts in items]
    agreeing = [
        (sum(count**2 for count in counts.values()) - raters) / (raters * (raters - 1))
        for counts in counted
    ]
    total: Counter[str] = sum(counted, Counter())
    shares = [count / (len(items) * raters) for count in total.values()]
    return _beyond_chance(sum(agreeing) / len(items), sum(share**2 for share in shares))


def _beyond_chance(observed: float, expected: float) -> float | None:
    if expected >= 1 - 1e-12:
        return None
    return (observed - expected) / (1 - expected)


def in_words(kappa: float) -> str:
    """Return the usual words for a kappa (Landis and Koch, 1977)."""
    if abs(kappa) < 0.005:
        return "no agreement beyond chance"
    if kappa < 0:
        return "they agree less than by chance"
    bounds = {0.2: "slight", 0.4: "fair", 0.6: "moderate", 0.8: "substantial"}
    word = next((word for bound, word in bounds.items() if kappa <= bound), "almost perfect")
    return f"{word} agreement beyond chance"
