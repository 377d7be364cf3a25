"""What the access test asks about: two organisations with the same things in them, and visitors."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from orgs.models import Organization, Role, User
from roxels_dash.tests.access_answers import Case, Visitor
from roxels_dash.tests.access_things import make_joinable, make_things
from roxels_dash.tests.people import make_member, make_user, visit


@dataclass(frozen=True)
class World:
    """Two organisations with the same kinds of things in them, and who asks for them."""

    slug: str
    other_slug: str
    own: dict[str, str]  # {kind: public id} in the first organisation
    others: dict[str, str]  # the same in the other
    users: dict[Visitor, User | None]
    sessions: dict[Visitor, str]  # the cookie of each, who are signed in; empty for nobody

    def clients(self) -> dict[Visitor, Client]:
        """A new client for each visitor, signed in."""
        clients = {visitor: Client() for visitor in self.sessions}
        for visitor, session in self.sessions.items():
            if session:
                clients[visitor].cookies[settings.SESSION_COOKIE_NAME] = session
        return clients

    def path(self, name: str, case: Case, *, slug: str = "", public_id: str = "") -> str:
        """Return the path of a URL, of the first organisation's things unless told otherwise."""
        parts: dict[str, Any] = dict(case.extra)
        if case.about:
            parts["public_id"] = public_id or self.own[case.about]
        if is_of_organization(name):
            parts["slug"] = slug or self.slug
        return reverse(name, kwargs=parts)


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[URLPattern, str]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield entry, route


@cache
def names_of_organization() -> frozenset[str]:
    found = patterns(get_resolver())
    return frozenset(str(entry.name) for entry, route in found if "<slug:slug>" in route)


def is_of_organization(name: str) -> bool:
    return name in names_of_organization()


def make_world() -> World:
    """Put it into the database."""
    own = Organization.objects.create(slug="northwind", name="Northwind Trading")
    other = Organization.objects.create(slug="bluefin", name="Bluefin Labs")
    users = {
        Visitor.ANONYMOUS: None,
        Visitor.STRANGER: make_member("stranger", other, Role.ADMIN),
        Visitor.VIEWER: make_member("viewer", own, Role.VIEWER),
        Visitor.ANALYST: make_member("analyst", own, Role.ANALYST),
        Visitor.ADMIN: make_member("admin", own, Role.ADMIN),
        Visitor.SUPPORT: make_user("newcomer", is_support=True),
        Visitor.VISITING: visit(make_user("support", is_support=True), own),
    }
    make_joinable(own)
    return World(
        slug=own.slug,
        other_slug=other.slug,
        own=make_things(own),
        others=make_things(other),
        users=users,
        sessions={visitor: session_of(user) for visitor, user in users.items()},
    )


def session_of(user: User | None) -> str:
    client = Client()
    if not user:
        return ""
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
