"""Pages are compressed on the way, and their length does not tell what is in them."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from web.middleware import quick_gzip

TEXT = b"<p>What was said</p>" * 50


def _answer(response: HttpResponseBase, accepts: str = "gzip, br") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return quick_gzip(lambda _: response)(request)  # type: ignore[arg-type, return-value]


def test_a_page_comes_compressed_and_whole() -> None:
    answer = _answer(HttpResponse(TEXT))
    assert isinstance(answer, HttpResponse)
    assert gzip.decompress(answer.content) == TEXT
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["Vary"] == "Accept-Encoding"


def test_its_length_differs_from_time_to_time() -> None:
    lengths = {_answer(HttpResponse(TEXT))["Content-Length"] for _ in range(20)}
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("response", "accepts"),
    [
        (HttpResponse(TEXT), "br"),
        (HttpResponse(b"short"), "gzip"),
        (HttpResponse(TEXT, headers={"Content-Encoding": "br"}), "gzip"),
        (StreamingHttpResponse([TEXT]), "gzip"),
    ],
)
def test_what_need_not_or_may_not_be_compressed_stays(
    response: HttpResponseBase, accepts: str
) -> None:
    before = response.headers.get("Content-Encoding")
    assert _answer(response, accepts).headers.get("Content-Encoding") == before
