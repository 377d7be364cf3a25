"""Kappas, against tables that were computed by hand and by those who invented them."""

import pytest

from findings.agreement import cohen, fleiss, in_words


def test_cohen_of_fifty_applications() -> None:
    # Two readers say yes or no to 50: 20 both yes, 15 both no, 5 and 10 apart.
    # Observed 0.7; by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5; kappa (0.7 − 0.5) / 0.5 = 0.4.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10
    assert cohen([*pairs, *[("no", "no")] * 15]) == pytest.approx(0.4)


def test_cohen_of_three_kinds() -> None:
    # 10 items: accept/accept 4, reject/reject 2, unsure/unsure 1, accept/reject 2, reject/unsure 1.
    # Observed 0.7. First: 6 accept, 3 reject, 1 unsure; second: 4, 4, 2.
    # By chance (24 + 12 + 2) / 100 = 0.38; kappa 0.32 / 0.62.
    pairs = [("a", "a")] * 4 + [("r", "r")] * 2 + [("u", "u")] + [("a", "r")] * 2 + [("r", "u")]
    assert cohen(pairs) == pytest.approx(0.32 / 0.62)


def test_cohen_worse_than_chance() -> None:
    assert cohen([("a", "r"), ("r", "a")]) == pytest.approx(-1.0)


def test_fleiss_of_the_usual_example() -> None:
    # Ten subjects, fourteen raters, five categories: the example of the textbooks, 0.210.
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    items = [
        [kind for kind, count in zip("abcde", counts, strict=True) for _ in range(count)]
        for counts in table
    ]
    assert fleiss(items) == pytest.approx(0.210, abs=0.0005)


def test_fleiss_of_three_reviewers() -> None:
    # Items aaa and aar: agreement 1 and (4 + 1 − 3) / 6 = 1/3, mean 2/3.
    # By chance (5/6)² + (1/6)² = 26/36; kappa (24/36 − 26/36) / (10/36) = −0.2.
    assert fleiss(["aaa", "aar"]) == pytest.approx(-0.2)


@pytest.mark.parametrize("pairs", [[], [("a", "a")] * 5])
def test_cohen_says_nothing_without_a_difference(pairs: list[tuple[str, str]]) -> None:
    assert cohen(pairs) is None


def test_fleiss_says_nothing_without_a_difference() -> None:
    assert fleiss([]) is None
    assert fleiss(["a", "r"]) is None
    assert fleiss(["aaa", "aaa"]) is None
    with pytest.raises(ValueError, match="unequally"):
        fleiss(["aa", "aaa"])


def test_words() -> None:
    told = [in_words(kappa).split()[0] for kappa in (-0.1, 0.0, 0.1, 0.3, 0.5, 0.7, 0.9)]
    assert told == ["they", "no", "slight", "fair", "moderate", "substantial", "almost"]
