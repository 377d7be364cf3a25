"""All settings, read from typed environment variables; a missing or bad one fails at start by name.

`make run` writes them to `.local/env`, which is read here where it exists; in production they come
from the environment itself, which always wins over the file.
"""

import logging

from csp.constants import NONE, SELF
from environs import validate

from roxels_dash.environment import BASE_DIR, DEBUG, env
from roxels_dash.room_settings import *  # noqa: F403

SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
BASE_URL = env.str("BASE_URL", validate=validate.Regexp(r"https?://[^/]+/?$")).rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [BASE_URL])
SECURE = BASE_URL.startswith("https://")

# --- Rooms -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "roxels_dash",
    "web",
    "privacy",
    "orgs",
    "persons",
    "conversations",
    "frames",
    "outputs",
    "intake",
    "erasure",
    "findings",
    "api.gate",
    "api.widgets",
    "sources",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.middleware.request_id",
    "api.gate.middleware.errors_as_json",
    "api.gate.middleware.without_cookies",
    "web.middleware.cookies_without_nul",
    "django.middleware.gzip.GZipMiddleware",  # What is streamed; the rest is packed below.
    "web.middleware.quick_gzip",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "orgs.middleware.viewer_time_zone",
    "web.middleware.Patience",
]

ROOT_URLCONF = "roxels_dash.urls"
WSGI_APPLICATION = "roxels_dash.wsgi.application"

# --- Database --------------------------------------------------------------------------------
# Web and workers connect as DATABASE_APP_ROLE; `migrate` is run with the owner's DATABASE_URL.

DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "roxels_app")
DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True),
        "ATOMIC_REQUESTS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Only cursors that ask for it (web.prepared) have statements prepared, after so many times.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = (
    2 if env.bool("DATABASE_PREPARED_STATEMENTS", True) else None
)
# How long a request waits for what another has locked; 0: for ever.
WEB_LOCK_SECONDS = env.float("WEB_LOCK_SECONDS", 10.0, validate=validate.Range(min=0, max=600))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, sessions, broker -----------------------------------------------------------------

CACHES = {
    "default": {
        "BACKEND": "web.cache.RedisCache",
        "LOCATION": env.str("CACHE_URL"),
        "KEY_PREFIX": "roxels",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")

# --- Object storage --------------------------------------------------------------------------

S3_BUCKET = env.str("S3_BUCKET")
S3_REGION = env.str("S3_REGION", "us-east-1")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", None)
S3_ADDRESSING_STYLE = env.str(
    "S3_ADDRESSING_STYLE", "path", validate=validate.OneOf(["path", "virtual"])
)
# The server as browsers and runtimes reach it; signed addresses and the CSP name it.
S3_PUBLIC_URL = env.str(
    "S3_PUBLIC_URL", "", validate=validate.Regexp(r"$|https?://[^/]+/?$")
).rstrip("/") or (S3_ENDPOINT_URL or f"https://s3.{S3_REGION}.amazonaws.com").rstrip("/")
if S3_ADDRESSING_STYLE == "virtual":
    S3_PUBLIC_URL = S3_PUBLIC_URL.replace("://", f"://{S3_BUCKET}.", 1)
# Of a server that many share, only this bucket's pictures.
S3_PICTURES = f"{S3_PUBLIC_URL}/{S3_BUCKET}/" if S3_ADDRESSING_STYLE == "path" else S3_PUBLIC_URL
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "web.uploads.NamelessFileHandler",
]
STORAGES = {
    "default": {
        "BACKEND": "web.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL,
            "region_name": S3_REGION,
            "access_key": env.str("S3_ACCESS_KEY_ID"),
            "secret_key": env.str("S3_SECRET_ACCESS_KEY"),
            "addressing_style": S3_ADDRESSING_STYLE,
        },
    },
    "staticfiles": {"BACKEND": env.str("STATICFILES_BACKEND", "web.static.HashedStaticFiles")},
}

# --- Templates and static files --------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "web.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / ".local" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- People and sign-in ----------------------------------------------------------------------

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "orgs.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "orgs.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Roxels Dash"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Roxels Dash <no-reply@localhost>")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", None)
if EMAIL_FILE_PATH:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    _mail = env.dj_email_url("EMAIL_URL")
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]

# --- What browsers are told ------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", S3_PICTURES],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if SECURE else 0)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"

# --- Language, time, logs --------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Records carry ids, never what people said: no query strings, no parameters, no bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "web.logs.RequestIdFilter"},
        "route": {"()": "web.logs.RouteFilter"},
    },
    "formatters": {
        "line": {
            "()": "web.logs.DiscreetFormatter",
            "format": "%(levelname)s %(name)s [%(request_id)s] %(message)s",
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "route"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.log_level("LOG_LEVEL", logging.INFO)},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        # Whatever LOG_LEVEL is: it would tell headers and addresses of outputs, secrets in them.
        "httpcore2": {"level": logging.WARNING},
        # The same of signed addresses of pictures.
        "botocore": {"level": logging.WARNING},
        "urllib3": {"level": logging.WARNING},
    },
}
