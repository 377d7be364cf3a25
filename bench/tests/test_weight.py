"""Weighing a page follows style sheets to their imports and scripts to theirs."""

from bench.client import Answer
from bench.weight import weigh

FILES = {
    "/page/": '<link rel="stylesheet" href="/s/app.css"><script src="/s/app.js"></script>'
    '<link rel="canonical" href="/elsewhere/">',
    "/s/app.css": '@import url("base.css") layer(base); a { background: url(data:image/png,x) }',
    "/s/base.css": "b { src: url('../f/font.woff2') }",
    "/s/app.js": 'import { keys } from "./keys.js";',
    "/s/keys.js": 'import "./app.js";',
    "/f/font.woff2": "x" * 100,
}


class Shelf:
    """A visitor of the files above."""

    def get(self, path: str) -> Answer:
        return Answer(200, FILES[path].encode(), "", 1.0)


def test_a_first_visit_is_the_page_and_all_it_names_once() -> None:
    weight = weigh(Shelf(), "/page/")
    assert weight.requests == 6
    assert weight.page == len(FILES["/page/"])
    assert weight.first_visit == sum(len(text) for text in FILES.values())
