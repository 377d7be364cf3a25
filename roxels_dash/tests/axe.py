"""axe, asked of a page as it is, or as it is in both colour schemes and on screens of any width."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Found = dict[str, list[str]]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 400)

_RUN = "options => axe.run(document, options).then(found => found.violations)"
_OPTIONS: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
# The scheme decides nothing but colours: all that is of colour among axe's rules.
_COLORS = _OPTIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}


def faults(page: Page, options: dict[str, Any] = _OPTIONS) -> Found:
    """Return {axe's rule: the first elements that break it}; axe is put in once a page."""
    page.wait_for_load_state()  # Without its style sheets axe would judge another page.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, options)
    return {fault["id"]: [node["html"] for node in fault["nodes"][:3]] for fault in found}


def faults_everywhere(page: Page, widths: tuple[int, ...] = WIDTHS) -> dict[str, Any]:
    """Return {setting: its faults} of the page in each scheme at each width in px.

    A page that is wider than the screen has a fault, too.
    """
    found: dict[str, Any] = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            broken: dict[str, Any] = dict(faults(page, _COLORS if scheme == "dark" else _OPTIONS))
            if (across := page.evaluate("document.documentElement.scrollWidth")) > width:
                broken["wider than the screen"] = across
            if broken:
                found[f"{scheme}, {width} px"] = broken
    return found
