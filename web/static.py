"""Static files under hashed names, the imports of our own scripts included."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Not others' scripts: django-htmx ships some that import from where a bundler would look.
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)
