"""The product's settings, and what a measurement adds: Django's admin and a view that does nothing.

Both stand behind the same server and middleware as the pages they are compared with.
"""

from roxels_dash.settings import *  # noqa: F403
from roxels_dash.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = [*PRODUCT_APPS, "django.contrib.admin.apps.SimpleAdminConfig", "bench"]
ROOT_URLCONF = "bench.urls"
