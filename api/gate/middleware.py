"""Before a request of the API reaches the gate: failures are told as JSON, cookies stay out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from api.gate.errors import CODES, ApiError, envelope, teller

_COOKIE = "cookie"
_KEPT = ("Allow", "Retry-After")


def errors_as_json(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put Django's own error pages under the API's paths into the API's envelope."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        tell = teller(request.path_info)
        if response.status_code < 400 or tell is None:
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        code = CODES.get(response.status_code, "bad_request")
        kept = {name: response[name] for name in _KEPT if name in response}
        error = ApiError(response.status_code, code, f"{response.reason_phrase}.", headers=kept)
        return envelope(error, tell)

    return middleware


def without_cookies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let no cookie reach the API, which knows its caller by the key, and have none vary it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if teller(request.path_info) is None:
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        kept = [name for name in varies if name and name.lower() != _COOKIE]
        if kept:
            response["Vary"] = ", ".join(kept)
        else:
            del response["Vary"]
        return response

    return middleware
