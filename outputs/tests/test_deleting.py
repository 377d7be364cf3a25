"""A deleted endpoint gets nothing ever again; what was pending is cancelled, and the log stays."""

import pytest
from django.utils import timezone

from conversations.models import Conversation, Delivered
from orgs.models import AuditEvent, Organization, User
from outputs.domain import CannotRedeliver, NoSuchEndpoint, delete_endpoint, fire, redeliver
from outputs.domain.claiming import claim
from outputs.domain.deleting import cancel_of_deleted
from outputs.domain.recording import record_tries
from outputs.models import Delivery, Endpoint, EndpointState, Problem, State
from outputs.tests.making import ACTOR, ENDED, delivery, ended, endpoint, webhook
from outputs.tests.scenes import FAILED, OK, delivery_of
from outputs.tests.sending_by_hand import tried
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db


def test_what_is_pending_is_cancelled_with_the_reason_and_the_log_stays(
    northwind: Organization, other_org: Organization
) -> None:
    to, spared = endpoint(northwind), endpoint(northwind)
    done, pending = delivery_of(northwind, to, [OK]), delivery(northwind, to)
    with pytest.raises(NoSuchEndpoint):
        delete_endpoint(actor=ACTOR, organization=other_org, public_id=to.public_id)

    deleted = delete_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)

    assert deleted.cancelled == 1
    pending.refresh_from_db()
    done.refresh_from_db()
    assert (pending.state, pending.last_error) == (State.CANCELLED, Problem.DELETED)
    assert (done.state, done.endpoint_id) == (State.SUCCEEDED, to.pk)
    assert Conversation.objects.get().deliveries == Delivered.NONE
    to.refresh_from_db()
    assert (to.state, bytes(to.secrets), to.headers) == (EndpointState.DELETED, b"", None)
    assert AuditEvent.objects.filter(action="endpoint.deleted").count() == 1
    assert Endpoint.objects.get(pk=spared.pk).state == EndpointState.ACTIVE
    with pytest.raises(NoSuchEndpoint):
        delete_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)


def test_what_fires_afterwards_fails_on_the_record(northwind: Organization) -> None:
    to = endpoint(northwind)
    over = ended(northwind, webhook(to), webhook(to, "criteria.evaluated", id="out_2"))
    fire(northwind.pk, over.pk, [ENDED])
    sent = Delivery.objects.get()
    delete_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)
    with pytest.raises(CannotRedeliver, match="endpoint was deleted"):
        redeliver(actor=ACTOR, organization=northwind, public_id=sent.public_id)

    fire(northwind.pk, over.pk, [("criteria.evaluated", None)])

    again = Delivery.objects.exclude(pk=sent.pk).get()
    assert (again.state, again.last_error) == (State.FAILED, Problem.NO_ENDPOINT)


def test_a_try_under_way_ends_on_the_record_and_revives_nothing(northwind: Organization) -> None:
    to = endpoint(northwind)
    sent = delivery(northwind, to)
    [claimed] = claim(10, [], "here").deliveries
    gone = tried(claimed, Problem.CLIENT_ERROR, 410)
    delete_endpoint(actor=ACTOR, organization=northwind, public_id=to.public_id)

    record_tries([gone])

    sent.refresh_from_db()
    to.refresh_from_db()
    assert (sent.state, to.state) == (State.CANCELLED, EndpointState.DELETED)


def test_what_a_deletion_left_is_cancelled_later(northwind: Organization) -> None:
    sent = delivery(northwind, endpoint(northwind))
    Endpoint.objects.update(state=EndpointState.DELETED, state_since=timezone.now())

    assert (cancel_of_deleted(), cancel_of_deleted()) == (1, 0)

    sent.refresh_from_db()
    assert sent.state == State.CANCELLED


def test_the_page_names_the_templates_first_and_asks(
    client_of: ClientOf, admin: User, northwind: Organization
) -> None:
    client, to = client_of(admin), endpoint(northwind)
    delivery(northwind, to)
    sent = delivery_of(northwind, to, [FAILED])
    base = f"/o/northwind/endpoints/{to.public_id}/"

    question = client.get(f"{base}delete/").content.decode()
    assert "Outputs of “" in question and "2 pending deliveries are cancelled" in question
    answer = client.post(f"{base}delete/", follow=True)

    assert "Hooks is deleted. 2 pending deliveries were cancelled." in answer.content.decode()
    assert client.get(base).status_code == 404
    assert client.post(f"{base}enable/").status_code == 404
    page = client.get(f"/o/northwind/deliveries/{sent.public_id}/").content.decode()
    assert "Its endpoint was deleted" in page and "Next try" not in page
    assert f'{base}"' not in page


def test_an_endpoint_is_disabled_and_enabled_by_hand(
    client_of: ClientOf, admin: User, northwind: Organization
) -> None:
    client, to = client_of(admin), endpoint(northwind)
    base = f"/o/northwind/endpoints/{to.public_id}/"
    assert f'href="{base}disable/"' in client.get(base).content.decode()

    page = client.post(f"{base}disable/", follow=True).content.decode()

    to.refresh_from_db()
    assert to.state == EndpointState.DISABLED and "is disabled." in page
    assert f'href="{base}enable/"' in page and f'href="{base}disable/"' not in page
