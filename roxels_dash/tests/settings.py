"""The settings of tests and of mypy: the real ones, with values for what must be given.

conftest.py sets the addresses of the servers it starts before this is read; for mypy, which only
imports, the defaults below are enough.
"""

import os

DEFAULTS = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "only-the-tests-and-the-type-checker-use-this-key",
    "BASE_URL": "http://localhost",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": "postgres://roxels_app@127.0.0.1:1/roxels",
    "CACHE_URL": "redis://127.0.0.1:1/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/1",
    "S3_BUCKET": "roxels-test",
    "S3_ACCESS_KEY_ID": "test",
    "S3_SECRET_ACCESS_KEY": "test",
    "ENCRYPTION_KEYS": "dGVzdHMgYW5kIHRoZSB0eXBlIGNoZWNrZXIgb25seSE=",
    "EMAIL_FILE_PATH": os.devnull,
    "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

from roxels_dash.settings import *  # noqa: E402, F403

# A busy machine is no failure.
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 60  # noqa: F405

# Argon2 is meant to be slow; hundreds of tests sign somebody in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
