"""The WSGI entry point that granian serves."""

import gc
import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from roxels_dash.database import limit_waits, read_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roxels_dash.settings")

# Between two looks for garbage, in objects; Python's own 700 come about once in a page of rows.
_GARBAGE = 20_000


def _settle() -> None:
    """Load all there is to load, and look for garbage only in what comes after it."""
    importlib.import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 50)


application = get_wsgi_application()
limit_waits(settings.WEB_LOCK_SECONDS)
read_alone()
_settle()
