"""Static files under hashed names, the imports of our own scripts and style sheets included."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]

_SHEET, _FOLDER = "css/app.css", "css/"
_PART = re.compile(r'^@import url\("([^"]+)"\) layer\((\w+)\)( print)?;$', re.MULTILINE)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """What is served: every file under the name of its content, our style sheets as one.

    Forty small sheets are forty requests before a first visitor sees anything. `paths`: of each
    file the storage that it is in, and its path there, as `collectstatic` found them.
    """

    support_js_module_import_aggregation = True
    # Not others' scripts: django-htmx ships some that import from where a bundler would look.
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if _SHEET in paths and not dry_run:
            self.delete(_SHEET)
            self._save(_SHEET, ContentFile(_joined(paths).encode()))
            paths = {**paths, _SHEET: (self, _SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def _joined(paths: dict[str, tuple[Any, str]]) -> str:
    """Return the sheet with the parts that it imports in their places."""

    def part(found: re.Match[str]) -> str:
        name, layer, is_print = found.groups()
        text = f"@layer {layer} {{\n{_text(paths, _FOLDER + name)}}}"
        return f"@media print {{\n{text}\n}}" if is_print else text

    return _PART.sub(part, _text(paths, _SHEET))


def _text(paths: dict[str, tuple[Any, str]], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
