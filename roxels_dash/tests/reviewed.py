"""What the pages of reviews and exports are about, for tests of who may open them."""

from datetime import timedelta

from django.utils import timezone

from conversations.models import Conversation, Finding, FindingDecision, Template
from findings.models import Export, ReviewItem, ReviewQueue


def make_reviewed(conversation: Conversation, template: Template) -> dict[str, str]:
    """A finding in a queue, decided about, and an export that can be fetched."""
    of = {"organization": template.organization}
    Finding.objects.create(
        **of,
        conversation=conversation,
        template=template,
        goal="city",
        value="Lisbon",
        value_key="lisbon",
        evidence_source="none",
        conversation_created_at=conversation.created_at,
    )
    queue = ReviewQueue.objects.create(
        **of, template=template, name="Cities", sampling="all", seed=1, state="open"
    )
    ReviewItem.objects.create(**of, queue=queue, conversation=conversation, goal="city", position=1)
    decision = FindingDecision.objects.create(
        **of, conversation=conversation, goal="city", kind="accepted"
    )
    export = Export.objects.create(
        **of,
        template=template,
        secret=queue.public_id,
        form="csv",
        state="ready",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {
        "queue": queue.public_id,
        "decision": decision.public_id,
        "export": export.public_id,
    }
