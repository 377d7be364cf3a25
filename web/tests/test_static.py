"""The static files that are served: one style sheet, whatever parts it is written in."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from web.static import HashedStaticFiles

STATIC = Path(str(finders.find("css/app.css"))).parent.parent


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A folder with our own files as collectstatic leaves them."""
    source = FileSystemStorage(STATIC)
    files = [path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()]
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    for name in files:
        with source.open(name) as file:
            storage.save(name, file)
    done = storage.post_process({name: (source, name) for name in files})
    faults = [result for _, _, result in done if isinstance(result, Exception)]
    assert not faults
    return tmp_path


def test_a_first_visitor_asks_for_one_style_sheet(served: Path) -> None:
    [sheet] = served.glob("css/app.*.css")
    text = sheet.read_text()
    assert "@import" not in text
    assert text.startswith("@layer reset, tokens, base, layout, components, states, utilities;")
    names = re.findall(r'@import url\("(.+?)"\)', (STATIC / "css/app.css").read_text())
    parts = [(STATIC / "css" / name).read_text() for name in names]
    assert len(parts) > 30
    squeezed = re.sub(r"\s", "", text)
    assert [part for part in parts if re.sub(r"\s", "", part) not in squeezed] == []
    assert re.search(r"@media print \{\s*@layer utilities \{", text)
    assert Path(f"{sheet}.gz").exists()


def test_scripts_import_each_other_by_their_hashed_names(served: Path) -> None:
    [script] = served.glob("js/app.*.js")
    assert re.search(r'from "\./keys\.[0-9a-f]{12}\.js"', script.read_text())
