"""How templates print a value: escaped, as Jinja does it, without the wrapping that nobody reads.

Jinja makes a `Markup` of each value it prints, and joins them as plain text. A transcript of 200
turns prints four thousand values; making those objects was an eighth of its page.
"""

from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

_HANDED_ON = "yield from "


def printed(value: Any) -> str:
    """Return `value` as it stands in a page; the same text as `markupsafe.escape` gives."""
    kind = type(value)
    if kind is str:
        text: str = escape_text(value)
        return text
    if kind is Markup:
        return str(value)
    if kind is int:
        return str(value)
    return escape(value)


class _Generator(CodeGenerator):
    """Compiles `{{ value }}` into `environment.printed(value)` where values are escaped.

    A block is joined where it is called. As Jinja has it, each of a page's thousands of pieces is
    handed on by every block and layout around it, six or seven times over.
    """

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        if x.startswith(_HANDED_ON):
            x = f"yield concat({x.removeprefix(_HANDED_ON)})"
        super().writeline(x, node, extra)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class Environment(jinja2.Environment):
    code_generator_class = _Generator
    printed = staticmethod(printed)
