"""The demo's people, and the proof that each of them can sign in: by signing in."""

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from psycopg import Connection

# E-mail address, and what the person may do.
PEOPLE = (
    ("viewer@northwind.example", "viewer: reads"),
    ("analyst@northwind.example", "analyst: reads and reviews"),
    ("admin@northwind.example", "admin: all of the organisation"),
    ("support@roxels.example", "support: the vendor's staff"),
    ("approver@roxels.example", "support: approves erasures as the second"),
)
TOKEN = re.compile(r'name="csrfmiddlewaretoken"[^>]*?value="([^"]+)"')


@dataclass(frozen=True)
class SignIn:
    """A demo person, and why they could not sign in just now (empty: they could)."""

    email: str
    role: str
    problem: str


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no organisation, and so is to get the demo."""
    found = connection.execute("SELECT NOT EXISTS (SELECT FROM orgs_organization)").fetchone()
    return bool(found and found[0])


def people_in(connection: Connection) -> list[tuple[str, str]]:
    """The demo's people who are still there."""
    emails = [email for email, _ in PEOPLE]
    rows = connection.execute("SELECT email FROM orgs_user WHERE email = ANY(%s)", [emails])
    found = {email for (email,) in rows.fetchall()}
    return [(email, role) for email, role in PEOPLE if email in found]


def sign_in(base_url: str, email: str, password: str) -> str:
    """Sign in through the sign-in page and out again; return what was wrong, or nothing.

    Sign-in asks for a second factor where one is set up: that too means the password is right.
    """
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    try:
        page_url, page = fetch(opener, base_url)
        landed, page = fetch(opener, page_url, login=email, password=password, **token(page))
        if landed.split("?")[0] == page_url.split("?")[0]:
            return "the demo password does not work any more"
        fetch(opener, urljoin(page_url, "../logout/"), **token(page))
    except URLError as error:
        return f"{error.filename or 'the sign-in page'} failed: {error}"
    return ""


def fetch(opener: OpenerDirector, url: str, **form: str) -> tuple[str, str]:
    """Get a page, or post a form to it; return where redirects ended, and the text there."""
    request = Request(url, urlencode(form).encode() if form else None, {"Referer": url})
    with opener.open(request, timeout=20) as response:
        return response.url, response.read().decode()


def token(page: str) -> dict[str, str]:
    """The form field that proves a form came from this page."""
    found = TOKEN.search(page)
    return {"csrfmiddlewaretoken": found[1]} if found else {}
