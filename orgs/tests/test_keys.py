"""A key opens one organisation, is kept as a hash alone, and ends when it is told to."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs.domain import keys
from orgs.models import ApiKey, AuditEvent, Organization, User
from orgs.models.keys import digest_of
from orgs.queries import keys as queries
from orgs.queries.keys import KeyAccess, key_access
from orgs.scopes import Scope
from orgs.tests.helpers import actor

READ = (Scope.CONVERSATIONS_READ,)
Issued = tuple[ApiKey, str]


def issue(organization: Organization, by: User, **facts: Any) -> Issued:
    given = {"name": "Backend", "scopes": READ, "is_test": False, **facts}
    return keys.issue_key(actor=actor(by), organization=organization, by=by, **given)


def rotate(key: ApiKey, by: User, *, hours: int = 0, once: str = "") -> Issued:
    return keys.rotate_key(
        actor=actor(by),
        organization=key.organization,
        by=by,
        public_id=key.public_id,
        overlap=timedelta(hours=hours),
        once=once,
    )


def revoke(key: ApiKey, by: User) -> bool:
    return keys.revoke_key(actor=actor(by), organization=key.organization, public_id=key.public_id)


def in_a_thread(*works: Callable[[], None]) -> None:
    """Do these side by side, each with a connection of its own, and raise what any raises."""

    def alone(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(alone, works))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make this process another one, that is told of nothing; the seconds of its clock."""
    clock = [1000.0]
    monkeypatch.setattr(queries, "forget", lambda digest: None)
    monkeypatch.setattr(queries, "monotonic", lambda: clock[0])
    return clock


def test_the_models_and_the_migrations_agree(db: None) -> None:
    call_command("makemigrations", "orgs", check=True, dry_run=True)


def test_a_key_is_kept_as_a_hash_alone(northwind: Organization, admin: User) -> None:
    key, secret = issue(northwind, admin)
    assert secret.startswith("sk_live_") and len(secret) == 8 + 52  # 260 bits
    assert key.prefix == secret[:14]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM orgs_apikey t")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(t::text, ' ') FROM orgs_auditevent t")
        logged = cursor.fetchone()[0]
    assert key.prefix in kept and key.prefix in logged
    assert secret[14:] not in kept and secret[14:] not in logged


def test_what_a_key_opens(northwind: Organization, admin: User) -> None:
    key, secret = issue(northwind, admin, is_test=True, requests_per_minute=60)
    access = key_access(secret)
    assert access == KeyAccess(
        key.pk, northwind.pk, "northwind", True, frozenset({"conversations:read"}), 60
    )
    assert secret.startswith("sk_test_")
    assert access.may(Scope.CONVERSATIONS_READ) and not access.may(Scope.PERSONS_ERASE)


@pytest.mark.parametrize("secret", ["", "sk_live_", "sk-", "\x00", "\ud800", "k" * 100_000])
def test_what_is_no_key_opens_nothing(secret: str, northwind: Organization, admin: User) -> None:
    issue(northwind, admin)
    assert key_access(secret) is None


def test_the_older_form_of_a_key_opens_too(northwind: Organization, admin: User) -> None:
    key, _ = issue(northwind, admin)
    key.digest = digest_of("sk-from-before")
    key.save()
    assert key_access("sk-from-before") is not None


def test_a_known_key_is_asked_for_once_in_three_seconds_and_an_unknown_one_each_time(
    northwind: Organization, admin: User, elsewhere: list[float]
) -> None:
    _, secret = issue(northwind, admin)

    def statements(secret: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            key_access(secret)
        return len(asked)

    assert [statements(secret), statements(secret)] == [1, 0]
    elsewhere[0] += 3.1
    assert statements(secret) == 1
    assert [statements("sk_live_guess"), statements("sk_live_guess")] == [1, 1]


def test_a_revocation_counts_everywhere_within_five_seconds(
    northwind: Organization, admin: User, elsewhere: list[float]
) -> None:
    key, secret = issue(northwind, admin)
    assert key_access(secret)
    assert revoke(key, admin)
    elsewhere[0] += 5
    assert key_access(secret) is None
    assert not revoke(key, admin)  # Once is enough, and once in the log.
    assert AuditEvent.objects.filter(action="key.revoked").count() == 1


def test_a_revocation_counts_at_once_where_it_was_made(
    northwind: Organization, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    key, secret = issue(northwind, admin)
    assert key_access(secret)
    with django_capture_on_commit_callbacks(execute=True):
        revoke(key, admin)
    assert key_access(secret) is None


def test_a_key_ends_with_its_last_second(northwind: Organization, admin: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        _, secret = issue(northwind, admin, expires_at=now + timedelta(seconds=2))
        assert key_access(secret)
        clock.shift(1.9)
        assert key_access(secret)
        clock.shift(0.1)
        assert key_access(secret) is None  # Though it was met less than three seconds ago.


def test_memory_stays_bounded(
    northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_MOST", 2)
    remembered = queries._Remembered()
    monkeypatch.setattr(queries, "_remembered", remembered)
    for _ in range(5):
        assert key_access(issue(northwind, admin)[1])
        key_access("sk_live_guess")
    assert len(remembered._known) <= 2


def test_a_rotated_key_ends_after_the_overlap_and_the_new_one_is_its_like(
    northwind: Organization, admin: User
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        lives = timedelta(days=90)
        old, secret = issue(northwind, admin, scopes=[*Scope], is_test=True, expires_at=now + lives)
        clock.shift(timedelta(days=60))
        new, fresh = rotate(old, admin, hours=24)
        was, new_one = key_access(secret), key_access(fresh)
        assert was and new_one and new_one.scopes == was.scopes and new_one.is_test
        assert (new.name, new.rotated_from) == (old.name, old)
        assert new.expires_at == timezone.now() + lives
        clock.shift(timedelta(hours=24))
        assert key_access(secret) is None and key_access(fresh)


def test_an_overlap_makes_no_key_live_longer(northwind: Organization, admin: User) -> None:
    ends = timezone.now() + timedelta(hours=1)
    old, _ = issue(northwind, admin, expires_at=ends)
    rotate(old, admin, hours=24)
    old.refresh_from_db()
    assert old.expires_at == ends


def test_a_key_without_overlap_ends_at_once(northwind: Organization, admin: User) -> None:
    old, secret = issue(northwind, admin)
    _, fresh = rotate(old, admin)
    assert key_access(secret) is None and key_access(fresh)


def test_a_key_has_one_successor(northwind: Organization, admin: User) -> None:
    old, _ = issue(northwind, admin)
    rotate(old, admin, hours=24)
    with pytest.raises(keys.KeyEnded):
        rotate(old, admin, hours=24)
    assert ApiKey.objects.count() == 2


def test_a_form_sent_twice_makes_one_key(northwind: Organization, admin: User) -> None:
    key, _ = issue(northwind, admin, once="the same form")
    with pytest.raises(keys.AlreadyIssued) as again:
        issue(northwind, admin, once="the same form")
    assert again.value.key == key
    new, _ = rotate(key, admin, once="another form")
    with pytest.raises(keys.AlreadyIssued) as again:
        rotate(key, admin, once="another form")
    assert again.value.key == new
    assert ApiKey.objects.count() == 2


def test_an_organisation_has_no_end_of_keys_that_work(
    northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MOST_ACTIVE", 1)
    key, _ = issue(northwind, admin)
    with pytest.raises(keys.TooManyKeys):
        issue(northwind, admin)
    rotate(key, admin)  # Without an overlap there are no more of them than before.
    assert ApiKey.objects.count() == 2


def test_another_organisation_s_key_is_as_unknown_as_none(
    other_org: Organization, northwind: Organization, admin: User
) -> None:
    key, secret = issue(northwind, admin)
    with pytest.raises(keys.NoSuchKey):
        keys.revoke_key(actor=actor(admin), organization=other_org, public_id=key.public_id)
    assert key_access(secret)


def test_a_use_is_written_once_a_minute(
    northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = issue(northwind, admin)
    now = timezone.now()

    def use(seconds: int) -> float:
        """Note a use in a process that just started; return which one is written, in seconds."""
        monkeypatch.setattr(keys, "_quiet", {})
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            keys.note_use(key.pk)
        key.refresh_from_db()
        assert key.last_used_at
        return (key.last_used_at - now).total_seconds()

    assert [use(0), use(30), use(59), use(60), use(90)] == [0, 0, 0, 60, 60]
    with CaptureQueriesContext(connection) as asked:
        keys.note_use(key.pk)
    assert len(asked) == 0  # This process was told a moment ago.


@pytest.mark.django_db(transaction=True)
def test_a_use_waits_for_no_other_request(
    northwind: Organization, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_quiet", {})
    key, _ = issue(northwind, admin)

    def use_elsewhere() -> None:
        keys._quiet.clear()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        keys.note_use(key.pk)

    with transaction.atomic():
        keys.note_use(key.pk)
        in_a_thread(use_elsewhere)
    key.refresh_from_db()
    assert key.last_used_at


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_key(northwind: Organization, admin: User) -> None:
    outcomes: list[str] = []

    def send() -> None:
        try:
            outcomes.append(issue(northwind, admin, once="the same form")[1][:8])
        except keys.AlreadyIssued:
            outcomes.append("already")

    in_a_thread(send, send, send)
    assert sorted(outcomes) == ["already", "already", "sk_live_"]
    assert ApiKey.objects.count() == 1
