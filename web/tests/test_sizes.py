"""A list's length is exact while small and about when long."""

import pytest

from orgs.models import Organization
from web import sizes


@pytest.mark.parametrize(
    ("count", "is_exact", "text"),
    [
        (1, True, "1 person"),
        (1000, True, "1,000 persons"),
        (1204, False, "about 1,200 persons"),
        (1_296_000, False, "about 1,300,000 persons"),
    ],
)
def test_a_length_in_words(count: int, is_exact: bool, text: str) -> None:
    assert sizes.told(count, is_exact, "person") == text


@pytest.mark.django_db
def test_a_short_list_is_counted_and_a_long_one_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    Organization.objects.bulk_create(
        Organization(slug=f"org-{number}", name="An organisation") for number in range(5)
    )
    assert sizes.about(Organization.objects.all()) == (5, True)
    monkeypatch.setattr(sizes, "COUNTED", 3)
    count, is_exact = sizes.about(Organization.objects.all())
    assert count >= 4
    assert not is_exact
