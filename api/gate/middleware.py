"""What fails before a request of the API reaches the gate is told as JSON too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from api.gate.errors import CODES, ApiError, envelope

_PATH = "/v1/"
_KEPT = ("Allow", "Retry-After")


def errors_as_json(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put Django's own error pages under the API's paths into the API's envelope."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not request.path_info.startswith(_PATH):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        code = CODES.get(response.status_code, "bad_request")
        kept = {name: response[name] for name in _KEPT if name in response}
        return envelope(
            ApiError(response.status_code, code, f"{response.reason_phrase}.", headers=kept)
        )

    return middleware
