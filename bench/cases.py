"""The pages that are measured, and what each is to reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bench import marks
from bench.found import Found


@dataclass(frozen=True)
class Case:
    """A page. `floors`: how many times the floor it may cost; `admin`: the same in the admin.

    `admin_slower`: how many times slower that has to be.
    """

    name: str
    path: str
    floors: float | None = None
    admin: str = ""
    admin_slower: float | None = None


FLOOR = "does nothing"
FIRST, DEEP = "list, first page", "list, deep"
ADMIN = "/bench/admin/conversations/conversation/"


def cases(found: Found) -> list[Case]:
    """Return every page, the floor first."""
    base = f"/o/{found.slug}"
    own = {"organization__id__exact": str(found.organization_id)}
    listed = f"{base}/conversations/"
    admin = f"{ADMIN}?{urlencode(own)}"
    deep_admin = f"{ADMIN}?{urlencode({**own, 'p': found.depth // 50 + 1})}"
    narrow = {"template": found.template, "status": "completed", **found.period}
    nothing = {"template": found.template, "status": "failed", **found.before_all}
    return [
        Case(FLOOR, f"{base}/bench/nothing/"),
        Case(FIRST, listed, 3, admin, 30),
        Case(DEEP, f"{listed}?older={quote(found.deep_cursor)}", 3, deep_admin, 30),
        Case("template, status, 60 days", f"{listed}?{urlencode(narrow)}", 3, found.admin_filter()),
        Case("nothing: before the first", f"{listed}?{urlencode(nothing)}", 3),
        Case("nothing: that long", f"{listed}?longer=5000", 3),
        Case("nothing: archived", f"{listed}?archived=1", 3),
        Case("person with 5", f"{listed}?person={found.usual_person}", 3),
        Case("person with most", f"{listed}?person={found.busy_person}", 3),
        *_searches(listed, found),
        Case("conversation, 20 turns", f"{listed}{found.usual_conversation}/", 3),
        Case("conversation, 200 turns", f"{listed}{found.long_conversation}/", 5),
        Case("overview", f"{base}/overview/"),
        Case("templates", f"{base}/templates/"),
        Case("template", f"{base}/templates/{found.template}/"),
        Case("poll for new ones", f"{base}/news/?cursor={quote(found.top_cursor)}"),
        Case("persons", f"{base}/persons/", 3),
        Case("persons by name", f"{base}/persons/?q={quote(found.last_name)}", 8),
        Case("person", f"{base}/persons/{found.busy_person}/", 3),
    ]


def _searches(listed: str, found: Found) -> Iterable[Case]:
    words = (
        ("needle", marks.NEEDLE, 8),
        ("rare", marks.RARE, 8),
        ("mid", marks.MID, 8),
        ("common", marks.COMMON, 8),
        ("two words", f"{marks.MID} {marks.COMMON}", 8),
        ("name", found.last_name, 8),
        ("no such word", "xylophonist", 8),
        ("phrase", f'"{marks.PHRASE}"', 20),
    )
    for name, text, floors in words:
        admin = f"{ADMIN}?{urlencode({'q': text})}" if name == "needle" else ""
        yield Case(f"search: {name}", f"{listed}?{urlencode({'q': text})}", floors, admin)
