"""The house's measures: small files, small functions, nothing inline in a page."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from roxels_dash.embedded.programs import ROOT

FILE_LINES, FUNCTION_LINES, VIEW_LINES, TEMPLATE_LINES, CSS_LINES = 300, 50, 30, 100, 200
MEDIAN_FILE_LINES, TYPICAL_FUNCTION_LINES = 80, 35
Function = ast.FunctionDef | ast.AsyncFunctionDef

# A script with a body, a style element, a style or event attribute, a javascript: address.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\|\s*safe\b",
    re.IGNORECASE,
)


def files(*patterns: str) -> list[Path]:
    """The project's files of these kinds: those that git has or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


PYTHON = [path for path in files("*.py") if "migrations" not in path.parts]
TEMPLATES = files("templates/*.html")


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[tuple[str, Function, int]]:
    """Each function of a file: where it is, itself, and its lines without decorators."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node, lines


@cache
def all_functions() -> list[tuple[str, Function, int]]:
    return [found for path in PYTHON for found in functions(path)]


@pytest.mark.parametrize(
    ("paths", "limit"),
    [(PYTHON, FILE_LINES), (TEMPLATES, TEMPLATE_LINES), (files("static/*.css"), CSS_LINES)],
    ids=["python", "templates", "css"],
)
def test_files_are_short(paths: list[Path], limit: int) -> None:
    assert {path.name: length(path) for path in paths if length(path) > limit} == {}


def test_most_files_and_functions_are_much_shorter() -> None:
    lengths = [length(path) for path in PYTHON if length(path)]
    assert statistics.median(lengths) <= MEDIAN_FILE_LINES
    lines = sorted(lines for _, _, lines in all_functions())
    longest_twentieth = lines[-len(lines) // 20 :]
    assert longest_twentieth[0] <= TYPICAL_FUNCTION_LINES


def test_functions_are_short() -> None:
    assert {name: lines for name, _, lines in all_functions() if lines > FUNCTION_LINES} == {}


def test_views_are_shorter() -> None:
    views = [found for found in all_functions() if re.search(r"(^|/)views(/\w+)?\.py:", found[0])]
    assert {name: lines for name, _, lines in views if lines > VIEW_LINES} == {}


def test_every_signature_says_what_it_returns() -> None:
    assert [name for name, node, _ in all_functions() if node.returns is None] == []


def test_pages_hold_no_script_no_style_and_no_unescaped_words() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE.search(line)
    ]
    assert found == []


def test_no_tool_and_no_machine_is_named() -> None:
    """Paths of one machine, in what others clone."""
    forbidden = re.compile(r"/(work|root|home)/[a-z]")
    listed = files("*.py", "*.html", "*.toml", "*.md", "*.css", "*.js", "Makefile", ".ci/run")
    found = [
        path for path in listed if path != Path(__file__) and forbidden.search(path.read_text())
    ]
    assert found == []
