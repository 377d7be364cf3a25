"""What is asked of the findings page, and what each answer may cost."""

from urllib.parse import urlencode

from bench.cases import FLOOR, Case
from bench.found import Found

CHARTS = "charts, under a filter"
CHARTS_SECONDS = 1.5
GOALS = 6  # that are taken away, of a template


def cases(found: Found) -> list[Case]:
    """Return every page, the floor first; the charts are told in seconds."""
    base = f"/o/{found.slug}"

    def page(name: str, floors: float | None, path: str = "", **query: str | list[str]) -> Case:
        asked = urlencode({"template": found.largest_template, **query}, doseq=True)
        return Case(f"findings: {name}", f"{base}/findings/{path}?{asked}", floors)

    return [
        Case(FLOOR, f"{base}/bench/nothing/"),
        page("first", 4),
        page("common value", 3, where="satisfaction:is:happy"),
        page("value nobody has", 3, where="satisfaction:is:ecstatic"),
        page("any of two", 3, where=["satisfaction:is:happy", "satisfaction:is:neutral"]),
        page("number in a range", 3, where=["team_size:min:100", "team_size:max:120"]),
        page("number nobody has", 3, where="team_size:min:5000"),
        page("date in a week", 3, where=["next_contact:since:2026-01-01",
                                         "next_contact:until:2026-01-07"]),
        page("two values", 3, where=["satisfaction:is:happy", "industry:is:energy"]),
        page("contains", None, where="main_reason:contains:because"),
        page("contains what nobody said", None, where="main_reason:contains:xylophonist"),
        page("an item nobody has", None, where="tools_used:has:xylophone"),
        page("empty", None, where="industry:empty:"),
        page("unsupported", 3, where="*:evidence:unsupported"),
        page("sorted by a number", 4, sort="desc:team_size"),
        page("charts", None, "charts/"),
        page(CHARTS, None, "charts/", status="completed"),
        page("one goal's panel", None, "goal/", goal="team_size"),
    ]  # fmt: skip
