"""What every log line carries, and what none may: nobody's words."""

import logging
import re
from contextvars import ContextVar
from types import TracebackType

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")

# PostgreSQL's errors quote the values they are about in these parts, which end with the error.
_QUOTED = re.compile(
    r"^(DETAIL|CONTEXT): .*?(?=^Traceback |^The above exception|^During handling|\Z)",
    re.MULTILINE | re.DOTALL,
)
_UNREADABLE = re.compile(
    r"(invalid input (?:syntax|value) for [^:\n]+: | in ts(?:query|vector): |^LINE \d+: ).*",
    re.MULTILINE,
)


# The same where an error stands within a message, as Celery writes it: line feeds are escaped.
_ESCAPED = re.compile(r"(\\+n(?:DETAIL|CONTEXT|LINE \d+): ).*")


class RequestIdFilter(logging.Filter):
    """Put the current request's id on the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class RouteFilter(logging.Filter):
    """Tell the pattern of an address where Django tells the address: people's ids stand in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            shown = f"/{match.route}" if match else "(an address that is none)"
            # Django writes it with escapes.
            written = (path, path.encode("unicode_escape").decode("ascii"))
            record.args = tuple(shown if each in written else each for each in record.args)
        return True


class DiscreetFormatter(logging.Formatter):
    """Leave out of messages and tracebacks what the database quotes from people's data."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return _without_quotes(_ESCAPED.sub(r"\1(left out)", super().formatMessage(record)))

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return _without_quotes(super().formatException(ei))


def _without_quotes(text: str) -> str:
    told = _QUOTED.sub(r"\1: (left out)\n", text)
    return _UNREADABLE.sub(r"\1(left out)", told)
