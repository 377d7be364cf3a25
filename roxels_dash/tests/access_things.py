"""One of each kind of thing that URLs name, for the access test."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from conversations.models import Conversation, Participation, Template, TemplateVersion
from erasure.domain import receipts
from erasure.models import AccessExport, Erasure
from frames.models import Frame
from orgs.models import ApiKey, Invitation, Organization, Role
from outputs.models import Delivery, Endpoint
from persons.models import Person
from roxels_dash.tests.access_answers import ERASED, ERASURE, EXPORT, JOINABLE
from roxels_dash.tests.access_sources import make_sources
from roxels_dash.tests.people import make_member
from roxels_dash.tests.reviewed import make_reviewed


def make_things(organization: Organization) -> dict[str, str]:
    """One of each kind of thing that URLs name: a conversation, its person, a template …"""
    person = Person.objects.create(organization=organization, name="Ada Example")
    conversation = Conversation.objects.create(
        organization=organization, source="test", person_label=person.name, person_count=1
    )
    Participation.objects.create(
        organization=organization,
        conversation=conversation,
        person=person,
        conversation_created_at=conversation.created_at,
    )
    make_frame(conversation)
    member = make_member(f"member-of-{organization.slug}", organization, Role.VIEWER)
    invitation = Invitation.objects.create(
        organization=organization,
        email=f"invited@{organization.slug}.example",
        role=Role.VIEWER,
        digest=organization.slug.encode(),
        expires_at=timezone.now() + timedelta(days=7),
    )
    key = ApiKey.objects.create(
        organization=organization,
        name="Backend",
        prefix="sk_live_ab12cd",
        digest=organization.slug.encode(),
    )
    template = Template.objects.create(organization=organization, name="Example template")
    return {
        "conversation": conversation.public_id,
        "template": template.public_id,
        "person": person.public_id,
        "member": member.memberships.get().public_id,
        "invitation": invitation.public_id,
        "key": key.public_id,
        **make_outputs(template),
        **make_reviewed(conversation, template),
        **make_erasures(organization, person),
        **make_sources(organization),
    }


def make_frame(conversation: Conversation) -> None:
    """A capture that can be shown."""
    Frame.objects.create(
        organization=conversation.organization,
        conversation=conversation,
        number=1,
        captured_at=timezone.now(),
        content_type="image/png",
        size=1,
        sha256=b"",
        state="ready",
        width=1,
        height=1,
        likeness=0,
        upload_until=timezone.now(),
    )


def make_outputs(template: Template) -> dict[str, str]:
    """What a template sends, and where to."""
    output = {"id": "crm", "type": "chained", "url": "https://api.example.com/"}
    TemplateVersion.objects.create(
        organization=template.organization,
        template=template,
        number=1,
        outputs=[output],
        digest=b"",
    )
    endpoint = Endpoint.objects.create(
        organization=template.organization,
        name="Hooks",
        url="https://hooks.example.com/",
        secrets=b"",
    )
    delivery = Delivery.objects.create(
        organization=template.organization,
        endpoint=endpoint,
        kind="webhook",
        event_type="test",
        state="failed",
    )
    return {"endpoint": endpoint.public_id, "delivery": delivery.public_id}


def make_erasures(organization: Organization, person: Person) -> dict[str, str]:
    """A request, one that is finished, and the data of a person; only one organisation's have ids
    that the console's cases know."""
    is_first = organization.slug == "northwind"
    facts: dict[str, Any] = {
        "organization": organization,
        "kind": "conversations",
        "via": "admin",
        "asked_by": "customer",
        "identity_check": "not needed",
        "due_at": timezone.now() + timedelta(days=30),
        "counted_at": timezone.now(),
    }
    asked = Erasure.objects.create(
        public_id=ERASURE if is_first else "er_theirs", state="counted", **facts
    )
    done = Erasure.objects.create(
        public_id=ERASED if is_first else "er_theirs_done",
        state="done",
        verified_at=timezone.now(),
        finished_at=timezone.now(),
        **facts,
    )
    receipts.issue(done)
    AccessExport.objects.create(
        public_id=EXPORT if is_first else "ax_theirs",
        organization=organization,
        person=person,
        state="ready",
        key="access-exports/example.zip",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {"erasure": asked.public_id, "erased": done.public_id}


def make_joinable(organization: Organization) -> None:
    """A conversation that whoever has its link may join."""
    until = timezone.now() + timedelta(days=1)
    Conversation.objects.create(
        organization=organization,
        public_id=JOINABLE,
        session_id="sess_joinable",
        source="live",
        joinable_until=until,
    )
