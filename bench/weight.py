"""What a browser has to fetch: a page, and on a first visit everything that it is made with."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import urljoin

from bench.client import Answer

_IN_CSS = re.compile(r"""(?:@import\s+(?:url\()?|url\()\s*["']?([^"')\s]+)""")
_IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{0,2}/[^"']+)["']""")


class Gets(Protocol):
    """Whoever can get a page."""

    def get(self, path: str) -> Answer: ...


@dataclass(frozen=True)
class Weight:
    """Bytes as they were sent, without headers, and how many requests."""

    page: int
    assets: int
    requests: int

    @property
    def first_visit(self) -> int:
        return self.page + self.assets


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "modulepreload"):
            self.found.append(given.get("href") or "")
        elif tag in ("script", "img"):
            self.found.append(given.get("src") or "")


def weigh(visitor: Gets, path: str) -> Weight:
    """Fetch the page and all that it, its style sheets and its scripts name."""
    page = visitor.get(path)
    links = _Links()
    links.feed(page.text)
    waiting = [urljoin(path, link) for link in links.found if link]
    sizes: dict[str, int] = {}
    while waiting:
        link = waiting.pop()
        if link in sizes or link.startswith("data:"):
            continue
        answer = visitor.get(link)
        sizes[link] = len(answer.body)
        waiting += [urljoin(link, name) for name in _named_in(link, answer.text)]
    return Weight(len(page.body), sum(sizes.values()), 1 + len(sizes))


def _named_in(link: str, text: str) -> list[str]:
    if link.endswith(".css"):
        return [name for name in _IN_CSS.findall(text) if not name.startswith(("data:", "#"))]
    return _IN_SCRIPT.findall(text) if link.endswith(".js") else []
