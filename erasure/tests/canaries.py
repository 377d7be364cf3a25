"""Words that stand nowhere but where a test put them, and a search that finds them everywhere.

The database is read as text, table by table; the bucket object by object and version by version;
the broker and the cache key by key; besides every file that servers and processes write.
"""

import base64
import io
import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import psycopg
import redis
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection

# What PostgreSQL itself keeps is read by asking it: its files hold pages and logs of what was.
_SKIPPED = ("postgres",)


def canary(about: str) -> str:
    """Return a word that is nowhere else: no stem changes it, no fold, no case."""
    return f"zq{about.replace(' ', '')}{secrets.token_hex(5)}9"


def forms(word: str) -> set[bytes]:
    """Return how a word may stand somewhere: as it is, in URLs, JSON, base64 and hex."""
    raw = word.encode()
    texts = {word, quote(word), quote_plus(word), json.dumps(word)[1:-1]}
    found = {text.lower().encode() for text in texts} | {raw.hex().encode()}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw)
        # Only the letters that no neighbour has a part in.
        middle = encoded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        found |= {middle.lower(), middle.lower().translate(bytes.maketrans(b"+/", b"-_"))}
    return found


class Search:
    """Where words stand. `folder`: what the servers of the test run write into."""

    def __init__(self, words: Iterable[str], logs: Iterable[Path] = ()) -> None:
        self._forms = {word: forms(word) for word in words}
        self._logs = list(logs)

    def found(self) -> dict[str, set[str]]:
        """Return {word: the places where it stands}, every word, also one that stands nowhere."""
        found: dict[str, set[str]] = {word: set() for word in self._forms}
        for place, text in self._texts():
            lowered = text.lower()
            for word, shapes in self._forms.items():
                if any(shape in lowered for shape in shapes):
                    found[word].add(place)
        return found

    def _texts(self) -> Iterator[tuple[str, bytes]]:
        yield from dumped()
        yield from objects()
        yield from keys()
        yield from files(self._logs)


def dumped() -> Iterator[tuple[str, bytes]]:
    """Yield (table, a row as text) of everything in the database, as its owner sees it."""
    url = urlsplit(os.environ["DATABASE_OWNER_URL"])
    url = url._replace(path=f"/{connection.settings_dict['NAME']}")
    with psycopg.connect(url.geturl(), autocommit=True) as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname = 'public'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT".encode()) as copy:
                for row in copy:
                    yield table, bytes(row)


def objects() -> Iterator[tuple[str, bytes]]:
    """Yield every object with its name, archives with what is packed in them."""
    bucket: Any = storages["default"].bucket  # type: ignore[attr-defined]
    for summary in bucket.objects.all():
        content = summary.get()["Body"].read()
        yield f"object {summary.key}", summary.key.encode() + content + _unpacked(content)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


def keys() -> Iterator[tuple[str, bytes]]:
    """Yield every key of the cache and the broker with what it holds."""
    for address in (settings.CACHES["default"]["LOCATION"], settings.CELERY_BROKER_URL):
        with redis.Redis.from_url(address) as server:
            for key in server.scan_iter():
                yield f"key {key!r}", key + (server.dump(key) or b"") + _value(server, key)


def _value(server: Any, key: bytes) -> bytes:
    match server.type(key):
        case b"string":
            return bytes(server.get(key))
        case b"list":
            return b"".join(server.lrange(key, 0, -1))
        case b"hash":
            return b"".join(part for pair in server.hgetall(key).items() for part in pair)
        case b"set":
            return b"".join(server.smembers(key))
        case b"zset":
            return b"".join(server.zrange(key, 0, -1))
    return b""


def files(logs: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield what the servers wrote, broker and mail among it, and these logs.

    Other processes of the test run make and remove files there meanwhile: what goes holds nothing.
    """
    folder = Path(os.environ["EMAIL_FILE_PATH"]).parent
    written = [
        path
        for inside, _, names in os.walk(folder)
        for path in (Path(inside, name) for name in names)
        if path.suffix == ".log" or path.relative_to(folder).parts[0] not in _SKIPPED
    ]
    for path in (*written, *logs):
        with suppress(FileNotFoundError):
            yield f"file {path.name}", path.read_bytes()
