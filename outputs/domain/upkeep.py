"""What time does: contents go after a while, and admins are told of what was disabled for them."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from orgs.models import Membership, Role
from outputs.models import Endpoint, EndpointState, Reason

_BATCH = 1_000

_PURGE_DELIVERIES = """
    DELETE FROM outputs_deliverycontent WHERE delivery_id IN (
        SELECT c.delivery_id FROM outputs_deliverycontent c
        JOIN outputs_delivery d ON d.id = c.delivery_id
        WHERE c.created_at < %s AND d.state <> 'pending' ORDER BY c.created_at LIMIT %s
    )
"""
_PURGE_ATTEMPTS = """
    DELETE FROM outputs_attemptcontent WHERE attempt_id IN (
        SELECT attempt_id FROM outputs_attemptcontent WHERE created_at < %s
        ORDER BY created_at LIMIT %s
    )
"""
_SUBJECT = "Roxels Dash no longer sends to “{name}”"
_BODY = """\
Hello,

the endpoint “{name}” of {organization} was disabled: {why}.

What it was to get is kept. Once it works again, enable it, and everything that is held is sent:
{url}/o/{slug}/endpoints/{public_id}/

What failed before that can be sent again there by “Recover everything since …”.
"""
_WHY = {
    Reason.GONE: "it answered 410 Gone",
    Reason.FAILING: "for five days every try failed",
}


def purge_contents() -> int:
    """Delete what was sent and answered before OUTPUTS_CONTENT_DAYS; return how many rows.

    What is still to be sent keeps its bytes. In bounded batches, each its own transaction.
    """
    before = timezone.now() - timedelta(days=settings.OUTPUTS_CONTENT_DAYS)
    total = 0
    for statement in (_PURGE_DELIVERIES, _PURGE_ATTEMPTS):
        while True:
            with connection.cursor() as cursor:
                cursor.execute(statement, [before, _BATCH])
                purged = cursor.rowcount
            total += purged
            if purged < _BATCH:
                break
    return total


def tell_admins() -> int:
    """Mail the admins of what was disabled for them and not told yet; return of how many.

    A mail that cannot be sent is tried again the next time.
    """
    total = 0
    while _tell_one():
        total += 1
    return total


@transaction.atomic
def _tell_one() -> bool:
    untold = Endpoint.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=EndpointState.DISABLED,
        reason__in=list(_WHY),
        told_at__isnull=True,
    )
    endpoint = untold.select_related("organization").order_by("id").first()
    if endpoint is None:
        return False
    admins = Membership.objects.filter(organization=endpoint.organization, role=Role.ADMIN)
    to = list(admins.filter(user__is_active=True).values_list("user__email", flat=True))
    told = {
        "name": endpoint.name,
        "organization": endpoint.organization.name,
        "slug": endpoint.organization.slug,
        "public_id": endpoint.public_id,
        "url": settings.BASE_URL,
        "why": _WHY[Reason(endpoint.reason)],
    }
    if to:
        EmailMessage(_SUBJECT.format(**told), _BODY.format(**told), bcc=to).send()
    endpoint.told_at = timezone.now()
    endpoint.save(update_fields=["told_at"])
    return True
