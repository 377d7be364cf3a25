"""The WSGI entry point that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from roxels_dash.database import limit_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roxels_dash.settings")

application = get_wsgi_application()
limit_waits(settings.WEB_LOCK_SECONDS)
