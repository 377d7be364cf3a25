"""A bad or missing value ends the start and is named; real servers need no code change."""

import os
import subprocess
import sys

import pytest

from roxels_dash.embedded.programs import ROOT

PRODUCTION = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "k" * 50,
    "ENCRYPTION_KEYS": "a2V5cyBvZiB0aGlydHktdHdvIGJ5dGVzLCBubyBsZXM=",
    "BASE_URL": "https://dash.example.com",
    "ALLOWED_HOSTS": "dash.example.com",
    "DATABASE_URL": "postgres://app:secret@db.example.com:5432/roxels",
    "CACHE_URL": "rediss://cache.example.com/0",
    "CELERY_BROKER_URL": "amqp://broker.example.com",
    "S3_BUCKET": "frames",
    "S3_ACCESS_KEY_ID": "id",
    "S3_SECRET_ACCESS_KEY": "secret",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.com:587",
}


def read(expression: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Evaluate an expression over the settings in a process with PRODUCTION's environment."""
    given = {**PRODUCTION, "PATH": os.environ["PATH"], **changes}
    return subprocess.run(
        [sys.executable, "-c", f"from roxels_dash import settings as s; print({expression})"],
        env={name: value for name, value in given.items() if value is not None},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_values_are_enough() -> None:
    expression = "s.DATABASES['default']['HOST'], s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"
    done = read(f"({expression}, s.EMAIL_HOST, s.DEBUG)")
    assert done.stdout.strip() == "('db.example.com', True, 31536000, 'mail.example.com', False)"


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"ENV_FILE"}))
def test_a_missing_value_is_named(name: str) -> None:
    done = read("0", **{name: None})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("BASE_URL", "dash.example.com"),
        ("BASE_URL", "https://dash.example.com/sub/folder"),
        ("DEBUG", "perhaps"),
        ("TRUSTED_PROXY_COUNT", "two"),
        ("HSTS_SECONDS", "long"),
        ("LOG_LEVEL", "LOUD"),
        ("ENCRYPTION_KEYS", "c2hvcnQ"),
        ("OUTPUTS_ALLOWED_NETWORKS", "10.0.0.0/8,home"),
        ("EMBED_URL", "https://app.example.com/embed/"),
        ("DATABASE_URL", "nonsense"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    done = read("0", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]
