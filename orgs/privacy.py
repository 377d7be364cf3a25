"""Where this room, and the sign-in it stands on, keep people's data.

All of it is about members: people who sign in. It goes with their account, not with the erasure of
somebody they talked to.
"""

from privacy.registry import OnErasure, Place, Store, Subject


def _about_members(
    name: str, personal: tuple[str, ...], free: tuple[str, ...], why: str, found_by: str = "user_id"
) -> Place:
    return Place(
        Store.TABLE,
        name,
        OnErasure.KEEP,
        personal=personal,
        free=free,
        found_by=found_by,
        why=why,
        subject=Subject.MEMBER,
    )


def _without_people(name: str, free: tuple[str, ...], why: str) -> Place:
    return Place(Store.TABLE, name, OnErasure.KEEP, free=free, why=why)


MEMBERS = (
    _about_members(
        "orgs_user",
        ("password", "email", "name", "time_zone", "theme", "last_login", "date_joined"),
        ("id", "is_superuser", "is_support", "is_staff", "is_active"),
        "The account.",
        found_by="id",
    ),
    _about_members(
        "orgs_membership",
        ("user_id", "role"),
        ("id", "public_id", "organization_id", "created_at"),
        "Who belongs to the organisation.",
    ),
    _about_members(
        "orgs_user_groups", ("user_id",), ("id", "group_id"), "Django's own; not used here."
    ),
    _about_members(
        "orgs_user_user_permissions",
        ("user_id",),
        ("id", "permission_id"),
        "Django's own; not used here.",
    ),
    _about_members(
        "orgs_auditevent",
        ("actor_id", "address", "reason", "ticket"),
        (
            "id",
            "at",
            "organization_id",
            "actor_kind",
            "action",
            "topic",
            "object_type",
            "object_id",
            "details",
            "request_id",
        ),
        "Who did what to which id, and why: never content. It outlives what it is about.",
        found_by="actor_id",
    ),
    _about_members(
        "orgs_invitation",
        ("email", "role", "invited_by_id", "accepted_by_id"),
        (
            "id",
            "public_id",
            "organization_id",
            "digest",
            "created_at",
            "expires_at",
            "accepted_at",
            "revoked_at",
        ),
        "Who was asked to become a member; deleted 90 days after it ran out.",
        found_by="email",
    ),
    _about_members(
        "orgs_supportaccess",
        ("user_id", "reason", "ticket"),
        ("id", "organization_id", "granted_at", "expires_at"),
        "For which reason support staff read an organisation.",
    ),
    _about_members(
        "orgs_apikey",
        ("created_by_id",),
        (
            "id",
            "public_id",
            "organization_id",
            "name",
            "prefix",
            "digest",
            "scopes",
            "is_test",
            "requests_per_minute",
            "rotated_from_id",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ),
        "A program's key, and which member made it.",
        found_by="created_by_id",
    ),
)

SIGN_IN = (
    _about_members(
        "account_emailaddress",
        ("email", "user_id"),
        ("id", "verified", "primary"),
        "The address a member signs in with.",
    ),
    _about_members(
        "account_emailconfirmation",
        ("email_address_id",),
        ("id", "created", "sent", "key"),
        "A link that was sent to confirm an address.",
        found_by="email_address_id",
    ),
    _about_members(
        "mfa_authenticator",
        ("user_id", "data", "last_used_at"),
        ("id", "type", "created_at"),
        "A member's second factor.",
    ),
    _about_members(
        "usersessions_usersession",
        ("user_id", "ip", "user_agent", "session_key", "data", "created_at", "last_seen_at"),
        ("id",),
        "Where a member is signed in.",
    ),
    _about_members(
        "django_session",
        ("session_key", "session_data"),
        ("expire_date",),
        "A member's sign-in; also in the cache.",
        found_by="session_key",
    ),
)

FREE = (
    _without_people(
        "orgs_organization", ("id", "public_id", "slug", "name", "created_at"), "The tenant."
    ),
    _without_people("auth_group", ("id", "name"), "Django's own; not used here."),
    _without_people(
        "auth_group_permissions", ("id", "group_id", "permission_id"), "Django's own; not used."
    ),
    _without_people(
        "auth_permission", ("id", "name", "content_type_id", "codename"), "Names of models."
    ),
    _without_people("django_content_type", ("id", "app_label", "model"), "Names of models."),
    _without_people("django_migrations", ("id", "app", "name", "applied"), "What was migrated."),
)

ELSEWHERE = (
    Place(
        Store.CACHE,
        "sessions and rate limits",
        OnErasure.KEEP,
        personal=("session", "address", "e-mail address as a hash"),
        why="Members' sign-ins, and how often an address tried; all of it expires.",
        subject=Subject.MEMBER,
    ),
    Place(
        Store.FILES,
        "mail",
        OnErasure.KEEP,
        personal=("e-mail address",),
        why="Only `make run` keeps mail, as files; it goes to members about their own account.",
        subject=Subject.MEMBER,
    ),
    Place(
        Store.FILES,
        "logs",
        OnErasure.KEEP,
        free=("request id", "path", "status"),
        why="Lines carry ids and paths, never query strings, parameters or bodies.",
    ),
    Place(
        Store.QUEUE,
        "celery",
        OnErasure.KEEP,
        free=("task name", "ids"),
        why="A task is a name and internal ids; what it is about stays in the database.",
    ),
)

PLACES = (*MEMBERS, *SIGN_IN, *FREE, *ELSEWHERE)
