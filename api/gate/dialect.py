"""A dialect: operations behind the gate at their paths, and the document that describes them."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import wraps
from typing import Any, NoReturn, get_origin

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic_core import to_json

from api.gate.admission import ApiKey
from api.gate.bodies import JsonParser
from api.gate.entrance import guarded, unknown_path
from api.gate.errors import bad_request, in_full, teller
from api.gate.idempotency import once
from api.gate.pages import reference_page

Run = Callable[..., HttpResponse]


class Dialect(NinjaAPI):
    """ninja's routing, reading and documents; errors and transactions are the gate's.

    `root`: the path it is mounted at, with a slash at both ends.
    """

    def __init__(self, root: str, **options: Any) -> None:
        super().__init__(docs_url=None, parser=JsonParser(), **options)
        self.root = root
        self._tell = teller(root) or in_full
        self.add_decorator(_strictly, mode="view")
        self.add_decorator(once, mode="operation")

    def on_exception(self, request: HttpRequest, exc: Any) -> NoReturn:
        """Leave it to the gate, outside of the transaction that it undoes."""
        raise exc

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return self.root

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return what clients made from the document call it; ninja's has our modules in it."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the document: what scope each operation needs, and bodies' own shapes, too."""
        # ninja hands out the very dictionaries that the operations were declared with.
        document = deepcopy(super().get_openapi_schema(**options))
        scopes = dict(self._scopes())
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["security"] = [{ApiKey.__name__: [scopes[operation["operationId"]]]}]
                for content in operation.get("requestBody", {}).get("content", {}).values():
                    shapes = content["schema"].pop("$defs", {})
                    document["components"]["schemas"].update(shapes)
        return document

    def _scopes(self) -> Iterator[tuple[str, str]]:
        for _, router in self._routers:
            for operations in router.path_operations.values():
                for operation in operations.operations:
                    for key in operation.auth_callbacks:
                        if isinstance(key, ApiKey):
                            yield self.get_openapi_operation_id(operation), str(key.scope)

    def patterns(self, name: str) -> Iterator[URLPattern]:
        """Yield the URLs: the document, its page (`{name}_reference`), operations, all others."""
        document = f"{name}_openapi"
        # They ask the database nothing, and are there when it is not.
        yield path("openapi.json", non_atomic_requests(self._document_view()), name=document)
        page = non_atomic_requests(reference_page(self, document))
        yield path("docs/", page, name=f"{name}_reference")
        for pattern in self.urls[0]:
            # Behind ninja's own first and last, which are its document and its root.
            if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-json", "api-root"):
                view = guarded(pattern.callback, self._tell)
                yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)
        yield re_path("", unknown_path(self._tell), name=f"{name}_unknown")

    def _document_view(self) -> Callable[[HttpRequest], HttpResponse]:
        written: list[bytes] = []

        @require_safe
        def document(request: HttpRequest) -> HttpResponse:
            """Answer with the dialect's OpenAPI document, which needs no key."""
            if not written:
                written.append(to_json(self.get_openapi_schema()))
            return HttpResponse(written[0], content_type="application/json")

        return document


def _strictly(run: Run) -> Run:
    """Refuse parameters that the operation does not know, and twice what is not a list."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    lists = {
        name
        for model in operation.models
        for asked in model.model_fields.values()
        for name, field in getattr(asked.annotation, "model_fields", {}).items()
        if get_origin(field.annotation) is list
    }

    @wraps(run)
    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        for name, given in request.GET.lists():
            if name not in known:
                raise bad_request(f"{name!a} is no parameter of this list.", name)
            if len(given) > 1 and name not in lists:
                raise bad_request(f"{name} is given more than once.", name)
        return run(request, **values)

    return checked
