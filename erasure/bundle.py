"""The ZIP that somebody is given: their data for machines, the same to read, and their pictures.

All of it is made from the registry: a place that is declared with a label is in it.
"""

import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.template.loader import get_template

from erasure.places import catalogue, handler_of
from erasure.queries import exporting
from erasure.queries.exporting import Told
from persons.models import Person
from privacy.registry import Subjects
from web.format import iso
from web.values import Entry, entries

VERSION = 1


@dataclass(slots=True)
class Contents:
    """What went into a bundle: conversations, of them those with others, and pictures."""

    conversations: int = 0
    shared: int = 0
    files: int = 0
    keys: list[int] = field(default_factory=list)


def write(
    person: Person, shared: set[int], into: IO[bytes], now: datetime, beat: Callable[[], None]
) -> Contents:
    """Write the ZIP of a person; `shared`: keys of conversations with other participants.

    `beat` is called with each conversation, and may raise. Both texts are written side by side, a
    conversation at a time, so that memory stays flat.
    """
    contents = Contents()
    with ExitStack() as stack:
        bundle = stack.enter_context(zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED))
        data, page = stack.enter_context(TemporaryFile()), stack.enter_context(TemporaryFile())
        own = {
            label: [_plain(row) for row in rows]
            for label, rows in exporting.person_rows(person).items()
        }
        head = {"version": VERSION, "made_at": iso(now), "person": own}
        data.write(_json(head)[:-1].encode() + b', "conversations": [')
        page.write(_html("head", person=person, now=now, own=_readable(own)).encode())
        for number, told in enumerate(exporting.conversations(person)):
            beat()
            files = _pictures(person, told, bundle)
            _one(told, files, data, page, number=number, is_shared=told.key in shared)
            contents.conversations += 1
            contents.shared += told.key in shared
            contents.files += len(files)
            contents.keys.append(told.key)
        data.write(b"]}")
        page.write(_html("foot").encode())
        _add(bundle, "data.json", data)
        _add(bundle, "index.html", page)
        bundle.write(settings.BASE_DIR / "static/css/export.css", "style.css")
    return contents


def _one(
    told: Told,
    files: list[str],
    data: IO[bytes],
    page: IO[bytes],
    *,
    number: int,
    is_shared: bool,
) -> None:
    head = _plain(told.head)
    parts = {label: [_plain(row) for row in rows] for label, rows in told.parts.items()}
    whole = {**head, "with_others": is_shared, "parts": parts, "files": files}
    data.write((", " if number else "").encode() + _json(whole).encode())
    said = next((rows for rows in parts.values() if rows and rows[0].keys() >= _SPOKEN), [])
    others = {label: rows for label, rows in parts.items() if rows is not said}
    text = _html(
        "conversation",
        head=head,
        facts=_lines(head),
        said=said,
        parts=_readable(others),
        files=files,
        is_shared=is_shared,
    )
    page.write(text.encode())


_SPOKEN = {"role", "text"}


def _readable(parts: Mapping[str, list[dict[str, Any]]]) -> list[tuple[str, list[Any]]]:
    """Return (label, rows as lines that a person can read)."""
    return [(label, [_lines(row) for row in rows]) for label, rows in parts.items()]


def _lines(row: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return what a row says, its columns named as people would; what is empty is left out."""
    said = {name: value for name, value in row.items() if value not in (None, "", {}, [])}
    return entries({name.replace("_", " ").capitalize(): value for name, value in said.items()})


def _pictures(person: Person, told: Told, bundle: zipfile.ZipFile) -> list[str]:
    """Put the conversation's pictures into the bundle; return their names in it."""
    subjects = Subjects(
        person.organization_id,
        conversations=[told.key],
        public_ids=[str(told.head.get("public_id", ""))],
    )
    names = []
    for name, content in _files(subjects):
        path = str(PurePosixPath("files", str(told.head.get("public_id", told.key)), name))
        bundle.writestr(path, content, compress_type=zipfile.ZIP_STORED)
        names.append(path)
    return names


def _files(subjects: Subjects) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of what rooms keep in the bucket and can show: see `files` there."""
    for place in catalogue().handled:
        files = getattr(handler_of(place), "files", None)
        if files is not None:
            yield from files(subjects)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    """Return what JSON can hold; a column of JSON comes as its text."""
    if isinstance(value, datetime):
        return iso(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _html(name: str, **context: Any) -> str:
    return get_template(f"erasure/export/{name}.html", using="jinja2").render(context)


def _add(bundle: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    content.seek(0)
    with bundle.open(name, "w") as entry:
        while chunk := content.read(1 << 20):
            entry.write(chunk)
