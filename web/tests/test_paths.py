"""Paths are those of `reverse`, under whichever URLs hold."""

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

from web.paths import path_of


def test_a_path_is_what_reverse_says_under_the_urls_and_prefix_that_hold() -> None:
    told = path_of("delivery_list", "northwind")
    assert told == reverse("delivery_list", args=["northwind"]) == "/o/northwind/deliveries/"
    with override_settings(ROOT_URLCONF="bench.urls"):
        assert path_of("delivery_list", "northwind") == told
    set_script_prefix("/dash/")
    try:
        assert path_of("delivery_list", "northwind") == f"/dash{told}"
    finally:
        set_script_prefix("/")
    with pytest.raises(NoReverseMatch):
        path_of("no_such_page")
