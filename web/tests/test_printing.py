"""Templates print exactly what `markupsafe.escape` would, and print nobody's HTML."""

from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from web.printing import printed


class _Html:
    def __html__(self) -> str:
        return "<b>its own</b>"


class _Text(str):
    __slots__ = ()


VALUES = (
    st.text()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=False)
    | st.booleans()
    | st.none()
    | st.text().map(Markup)
    | st.text().map(_Text)
)


@given(VALUES)
def test_prints_what_escape_gives(value: Any) -> None:
    assert printed(value) == str(escape(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
        (_Text('"&<>'), "&#34;&amp;&lt;&gt;"),
        (["<i>"], "[&#39;&lt;i&gt;&#39;]"),
        (Markup("<i>ours</i>"), "<i>ours</i>"),
        (_Html(), "<b>its own</b>"),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_a_template_escapes_whatever_it_prints(value: Any, text: str) -> None:
    source = (
        "{% macro show(it) %}{{ it }}{% endmacro %}"
        "{% set kept %}{{ value }}{% endset %}"
        "{{ value }}|{{ show(value) }}|{{ kept }}|{% for it in [value] %}{{ it }}{% endfor %}"
    )
    template = engines["jinja2"].from_string(source)
    assert template.render({"value": value}) == "|".join([text] * 4)


def test_the_words_of_an_unsafe_join_are_escaped() -> None:
    template = engines["jinja2"].from_string("{{ items|join(', ') }}{{ a ~ b }}")
    out = template.render({"items": ["<a>", "b"], "a": "<", "b": Markup("<br>")})
    assert out == "&lt;a&gt;, b&lt;<br>"


def test_a_block_is_handed_on_in_one_piece_and_as_it_stands() -> None:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    layout = environment.from_string(
        "<{% block body %}{% block inner %}{% endblock %}{% endblock %}>"
    )
    source = (
        "{% extends layout %}"
        "{% block inner %}{% for number in range(3) %}{{ number }},{% endfor %}{{ super() }}"
        "{% endblock %}"
    )
    page = environment.from_string(source)
    context = page.new_context({"layout": layout})
    assert list(page.root_render_func(context)) == ["<0,1,2,>"]
