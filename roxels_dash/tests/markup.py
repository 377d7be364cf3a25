"""What every page of HTML holds to: read by a parser, so that any page can be asked."""

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})

Attributes = list[tuple[str, str | None]]


class Page(HTMLParser):
    """A parsed page or fragment; `problems` says, in words, what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.counts: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.title = ""
        self._open: list[str] = []
        self._labelled: set[str] = set()
        self._controls: list[dict[str, str | None]] = []
        self._references: set[str] = set()
        self.feed(html)
        self.close()
        self._finish()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._element(tag, dict(attrs))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._element(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.problems.append(f"</{tag}> closes nothing; open: {' '.join(self._open[-3:])}")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data
        if self._open and self._open[-1] in {"script", "style"} and data.strip():
            self.problems.append(f"inline {self._open[-1]}")

    def _element(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.counts[tag] += 1
        if identifier := attributes.get("id"):
            self.ids[identifier] += 1
        inline = [name for name in attributes if name == "style" or name.startswith("on")]
        self.problems += [f"inline {name} on <{tag}>" for name in inline]
        if (attributes.get("href") or "").strip().lower().startswith("javascript:"):
            self.problems.append("a script in a link")
        self._references |= set((attributes.get("aria-describedby") or "").split())
        self._references |= set((attributes.get("aria-labelledby") or "").split())
        self._note_labels(tag, attributes)
        if tag == "img" and attributes.get("alt") is None:
            self.problems.append("an image without alt")
        if tag == "html" and not attributes.get("lang"):
            self.problems.append("no language")

    def _note_labels(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "label" and attributes.get("for"):
            self._labelled.add(attributes["for"] or "")
        if tag not in {"input", "select", "textarea"}:
            return
        named = "label" in self._open or {"aria-label", "aria-labelledby"} & attributes.keys()
        if attributes.get("type") not in NEEDS_NO_LABEL and not named:
            self._controls.append(attributes)

    def _finish(self) -> None:
        self.problems += [f"<{tag}> is never closed" for tag in self._open]
        self.problems += [f"id {name} occurs {n} times" for name, n in self.ids.items() if n > 1]
        missing = self._references - self.ids.keys()
        self.problems += [f"nothing has the id {name}" for name in sorted(missing)]
        self.problems += [
            f"no label for {control.get('name')}"
            for control in self._controls
            if control.get("id") not in self._labelled
        ]


def problems(html: str) -> list[str]:
    """Return what is wrong with a page, or with a fragment of one."""
    page = Page(html)
    if not html.lstrip().lower().startswith("<!doctype"):
        return page.problems
    found = list(page.problems)
    once = ("html", "main", "h1")
    found += [f"{page.counts[tag]} <{tag}>" for tag in once if page.counts[tag] != 1]
    if not page.title.removesuffix(" · Roxels Dash").strip():
        found.append("no title")
    return found
