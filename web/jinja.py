"""The Jinja2 environment of every page.

Macros under `templates/jinja/components/` are components: each file's macros become globals, so
that a block rendered alone has them too.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup

from web import format as formats
from web.devices import device
from web.paths import path_of
from web.printing import Environment

COMPONENTS = "components"
_KEPT = ("navigation",)  # macros that stand on every page alike, and are made of values alone

_provided: dict[str, Callable[..., Any]] = {}


def provide(name: str, function: Callable[..., Any]) -> None:
    """Make `function` a global of every page; a room calls it when it is ready.

    For what the shell shows of a room on the pages of rooms that may not import it.
    """
    _provided[name] = function


def url(name: str, *args: Any, query: Iterable[tuple[str, str]] = (), **kwargs: Any) -> str:
    """Return the path of a named page, with `query` pairs behind it where there are any."""
    path = reverse(name, args=args, kwargs=kwargs) if kwargs else path_of(name, *args)
    encoded = urlencode(list(query)) if query else ""
    return f"{path}?{encoded}" if encoded else path


@lru_cache(maxsize=500)
def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """Return an inline SVG; without a label it is decoration and hidden from screen readers."""
    described = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return Markup(lucide(name, size=size, focusable="false", **described))


def breaking(name: str) -> Markup:
    """Return a name that may be broken behind its underscores."""
    return Markup("_<wbr>").join(name.split("_"))


def _macros(env: Environment, file: str) -> dict[str, Any]:
    module = env.get_template(f"{COMPONENTS}/{file}").module
    return {name: macro for name, macro in vars(module).items() if not name.startswith("_")}


def environment(**options: Any) -> Environment:
    """Return the environment that `settings.TEMPLATES` names."""
    options["undefined"] = StrictUndefined
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    # Files of a release have the same addresses as long as it runs.
    address = static if settings.DEBUG else cache(static)
    env.globals.update(
        url=url, static=address, icon=icon, get_messages=get_messages, debug=settings.DEBUG
    )
    env.globals.update(_provided)
    env.filters.update(formats.FILTERS, device=device, breaking=breaking)
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in folders:
        for path in sorted((folder / COMPONENTS).glob("*.html")):
            env.globals.update(_macros(env, path.name))
    for name in _KEPT:
        macro: Any = env.globals[name]
        env.globals[name] = lru_cache(maxsize=500)(macro)
    return env
