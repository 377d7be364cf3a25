"""The deliveries list and a delivery's page: what arrived, when, what exactly, and if not, why."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from intake.tests.making import conversation, template
from orgs.models import AuditEvent, Organization, User
from orgs.tests.helpers import page_of
from orgs.tests.test_keys import issue
from outputs.models import (
    AttemptContent,
    Delivery,
    DeliveryContent,
    Endpoint,
    EndpointState,
    Problem,
    State,
)
from outputs.tests.making import endpoint
from outputs.tests.scenes import FAILED, OK, delivery_of
from roxels_dash.tests.people import ClientOf

LIST = "/o/northwind/deliveries/"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def sender(client_of: ClientOf, admin: User) -> Client:
    """Signed in as the admin, who may send again."""
    return client_of(admin)


@pytest.fixture
def about(northwind: Organization) -> Conversation:
    template(northwind)
    return conversation(northwind, template_id="tpl_1")


def one(delivery: Delivery) -> str:
    return f"{LIST}{delivery.public_id}/"


def listed(page: str) -> list[str]:
    """The ids of the deliveries on a page of the list, in its order."""
    return re.findall(r'class="who" href="/o/northwind/deliveries/([^/]+)/"', page)


def test_each_filter_narrows_the_list_and_stays_in_the_address(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    to, other = endpoint(northwind), endpoint(northwind)
    ago = timezone.now() - timedelta(days=10)
    old = delivery_of(northwind, to, [OK], at=ago)
    failed = delivery_of(northwind, other, [FAILED], state=State.FAILED, conversation=about)
    judged = delivery_of(northwind, to, event_type="criteria.evaluated")
    everything = [judged, failed, old]
    for query, expected in [
        ({}, everything),
        ({"state": ["failed"]}, [failed]),
        ({"state": ["failed", "pending"]}, [judged, failed]),
        ({"endpoint": to.public_id}, [judged, old]),
        ({"endpoint": "ep_unknown"}, []),
        ({"event": "criteria.evaluated"}, [judged]),
        ({"template": "tpl_1"}, [failed]),
        ({"range": "7d"}, [judged, failed]),
        ({"until": f"{ago:%Y-%m-%d}"}, [old]),
        ({"since": f"{ago:%Y-%m-%d}", "range": "day"}, everything),
        ({"endpoint": to.public_id, "state": ["succeeded"]}, [old]),
    ]:
        page = page_of(reader, LIST, **query)  # type: ignore[arg-type]
        assert sorted(listed(page)) == sorted(each.public_id for each in expected), query


def test_a_long_list_has_pages_and_a_cursor_of_other_filters_shows_the_first(
    reader: Client, northwind: Organization
) -> None:
    to = endpoint(northwind)
    made = [delivery_of(northwind, to, body=None).public_id for _ in range(60)]
    first = page_of(reader, LIST)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = page_of(reader, older[1].replace("&amp;", "&"))
    assert sorted(listed(first) + listed(second)) == sorted(made)
    cursor = older[1].partition("older=")[2]
    assert "other filters" in page_of(reader, LIST, state="failed", older=cursor)


def test_the_list_can_be_asked_for_by_curl(
    reader: Client, northwind: Organization, client_of: ClientOf, admin: User, about: Conversation
) -> None:
    to = endpoint(northwind)
    delivery_of(northwind, to, [OK], conversation=about)
    failed = delivery_of(northwind, to, [FAILED], state=State.FAILED, conversation=about)
    query = {"state": "failed", "endpoint": to.public_id, "template": "tpl_1", "range": "7d"}
    page = html.unescape(page_of(reader, f"{LIST}?{urlencode(query)}"))
    call = re.search(r'curl "http://localhost(/v1/deliveries[^"]*)"', page)
    assert call
    _, secret = issue(northwind, admin)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client_of(None).get(call[1], headers=headers)
    assert [item["id"] for item in answer.json()["items"]] == [failed.public_id]


@pytest.mark.parametrize("query", ["since=never", "state=lost", "event=x", "endpoint=%00"])
def test_a_bad_filter_is_named(reader: Client, northwind: Organization, query: str) -> None:
    response = reader.get(f"{LIST}?{query}")
    assert response.status_code == 422
    assert 'class="note bad" role="alert"' in response.content.decode()


def test_the_oldest_undelivered_is_in_sight(reader: Client, northwind: Organization) -> None:
    to = endpoint(northwind)
    assert "No deliveries yet" in page_of(reader, LIST)
    delivery_of(northwind, to, [OK])
    assert "Nothing is undelivered" in page_of(reader, LIST)
    waits = delivery_of(northwind, to, [FAILED], at=timezone.now() - timedelta(hours=3))
    delivery_of(northwind, to, [FAILED])
    delivery_of(northwind, to, [FAILED], state=State.FAILED)
    page = page_of(reader, LIST, state="succeeded")
    assert re.search(rf'Oldest undelivered: <a[^>]*{waits.public_id}/"><time[^>]*>3 h ago', page)
    assert re.search(r">1 failed</a> in 7 days", page)


def test_the_list_asks_no_more_for_three_than_for_one(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page_of(reader, LIST)
        return len(asked)

    to = endpoint(northwind)
    delivery_of(northwind, to, [OK], conversation=about)
    page_of(reader, LIST)  # The session learns which organisation it read last.
    before = count()
    for _ in range(2):
        delivery_of(northwind, endpoint(northwind), [FAILED, FAILED], conversation=about)
    assert count() == before


def test_a_delivery_tells_every_try(
    reader: Client, northwind: Organization, about: Conversation
) -> None:
    tries = [FAILED, (None, Problem.TIMED_OUT.value), OK]
    page = page_of(reader, one(delivery_of(northwind, endpoint(northwind), tries)))
    assert re.findall(r"<b>Try (\d)</b>", page) == ["3", "2", "1"]
    for told in ("503 · It failed", "No answer within 15 seconds", "87 ms", "•••", "try later"):
        assert told in page
    assert "&#34;location&#34;: &#34;San Jose&#34;" in page
    assert 'id="delivery-head"' in page and "hx-trigger" not in page  # Nothing is to come.


def test_a_delivery_asks_no_more_for_three_tries_than_for_one(
    reader: Client, northwind: Organization
) -> None:
    to = endpoint(northwind)
    asked = []
    for tries in ([FAILED], [FAILED] * 3):
        path = one(delivery_of(northwind, to, tries))
        page_of(reader, path)
        with CaptureQueriesContext(connection) as queries:
            page_of(reader, path)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"is_history": True, "state": State.FAILED}, "This delivery was imported"),
        ({"is_waiting": True}, "The body is made once the summary is there"),
        ({"last_error": "too large", "state": State.FAILED}, "larger than 256 kB"),
        ({"last_error": "no endpoint", "state": State.FAILED}, "names no endpoint there is"),
        ({"at": timezone.now() - timedelta(days=100)}, "kept for 90 days; these are gone"),
        ({"erased_at": timezone.now()}, "erased together with the person"),
    ],
)
def test_what_is_not_there_is_said_plainly(
    reader: Client, northwind: Organization, fields: dict[str, Any], told: str
) -> None:
    tries = [] if fields.get("is_waiting") else [FAILED]
    delivery = delivery_of(northwind, endpoint(northwind), tries, body=None, **fields)
    AttemptContent.objects.all().delete()
    page = page_of(reader, one(delivery))
    assert told in page
    assert not tries or "no longer kept" in page


def test_a_poll_brings_the_tries_that_the_page_lacks(
    reader: Client, northwind: Organization
) -> None:
    delivery = delivery_of(northwind, endpoint(northwind), [FAILED])
    asks = re.search(r'hx-get="([^"]+)" hx-trigger="every 20s"', page_of(reader, one(delivery)))
    assert asks
    headers = {"HX-Request": "true", "HX-Target": "delivery-head"}
    same = reader.get(asks[1], headers=headers).content.decode()
    assert "next try in" in same and "delivery-told" not in same
    Delivery.objects.update(state=State.SUCCEEDED, next_attempt_at=None, attempt_count=2)
    news = reader.get(asks[1], headers=headers).content.decode()
    assert "Delivered" in news and 'id="delivery-told" hx-swap-oob="true"' in news
    assert "hx-trigger" not in news


def test_hostile_words_stay_words(reader: Client, northwind: Organization) -> None:
    delivery = delivery_of(
        northwind, endpoint(northwind), [FAILED], body=b'{"a": "<script>{{ x }}</script>"}'
    )
    AttemptContent.objects.update(response_body=b"\xff<b>\x00", response_headers={"<i>": "<u>"})
    page = page_of(reader, one(delivery))
    assert "<script>{{" not in page and "<b>\x00" not in page and "<i>" not in page
    assert "that are no text" in page


def test_an_admin_sends_one_again(sender: Client, northwind: Organization) -> None:
    failed = delivery_of(northwind, endpoint(northwind), [FAILED], state=State.FAILED)
    path = f"{one(failed)}redeliver/"
    assert "The same bytes go out under the same id" in page_of(sender, path)
    failed.refresh_from_db()
    assert failed.state == State.FAILED  # To ask is not to do.
    assert "on its way again" in sender.post(path, follow=True).content.decode()
    failed.refresh_from_db()
    assert failed.state == State.PENDING
    assert AuditEvent.objects.filter(action="delivery.redelivered").count() == 1


def test_what_cannot_be_sent_again_says_why(sender: Client, northwind: Organization) -> None:
    """Already where it is asked: what would be refused is not offered."""
    to = endpoint(northwind)
    gone = delivery_of(northwind, to, [FAILED], state=State.FAILED)
    DeliveryContent.objects.all().delete()
    brought = delivery_of(northwind, None, state=State.SUCCEEDED, is_history=True)
    for each, why in ((gone, "no longer kept."), (brought, "was never ours to send.")):
        asked = page_of(sender, f"{one(each)}redeliver/")
        assert why in asked and "cannot be sent again" in asked and ">Redeliver<" not in asked
        assert why in sender.post(f"{one(each)}redeliver/", follow=True).content.decode()


def test_the_question_tells_of_its_own_endpoint_alone(
    sender: Client, northwind: Organization
) -> None:
    sent, other = (
        delivery_of(northwind, endpoint(northwind), [FAILED], state=State.FAILED) for _ in "12"
    )
    Endpoint.objects.filter(deliveries=other).update(state=EndpointState.PAUSED)
    asked = page_of(sender, f"{one(sent)}redeliver/")
    assert "It is tried at once" in asked and "held until" not in asked
    asked = page_of(sender, f"{one(other)}redeliver/")
    assert "held until somebody resumes the endpoint" in asked and "at once" not in asked


def test_an_admin_sends_the_chosen_ones_again(
    sender: Client, northwind: Organization, other_org: Organization
) -> None:
    to = endpoint(northwind)
    failed = [delivery_of(northwind, to, [FAILED], state=State.FAILED) for _ in range(2)]
    theirs = delivery_of(other_org, endpoint(other_org), [FAILED], state=State.FAILED)
    kept = delivery_of(northwind, to, [FAILED], state=State.FAILED)
    chosen = {"id": [each.public_id for each in [*failed, theirs]]}
    asked = sender.post(f"{LIST}redeliver/", chosen).content.decode()
    assert "Redeliver 3 deliveries?" in asked
    assert not Delivery.objects.filter(state=State.PENDING).exists()
    told = sender.post(f"{LIST}redeliver/", {**chosen, "sure": "1"}, follow=True).content.decode()
    assert "2 deliveries on the way again. 1 other cannot be sent again." in told
    states = {each.pk: each.state for each in Delivery.objects.all()}
    assert states[theirs.pk] == states[kept.pk] == State.FAILED
    assert {states[each.pk] for each in failed} == {State.PENDING}
    nothing = sender.post(f"{LIST}redeliver/", follow=True).content.decode()
    assert "Choose deliveries in the list first" in nothing


@pytest.mark.parametrize("who", ["viewer", "analyst"])
def test_others_send_nothing_and_are_offered_nothing(
    request: pytest.FixtureRequest, client_of: ClientOf, northwind: Organization, who: str
) -> None:
    client = client_of(request.getfixturevalue(who))
    failed = delivery_of(northwind, endpoint(northwind), [FAILED], state=State.FAILED)
    assert "Redeliver" not in page_of(client, one(failed)) + page_of(client, LIST)
    for path in (f"{one(failed)}redeliver/", f"{LIST}redeliver/"):
        sent = client.post(path, {"id": failed.public_id, "sure": "1"})
        assert sent.status_code == 403
    failed.refresh_from_db()
    assert failed.state == State.FAILED
