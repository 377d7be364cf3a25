"""The receipt: what was erased, by whom and when, and nothing of whom it was about."""

import json
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from erasure import signing
from erasure.domain.limits import told_limits
from erasure.models import Approval, Erasure, Kind, Receipt, Receiver
from privacy.catalogue import declared_places

VERSION = 1


def issue(erasure: Erasure) -> Receipt:
    """Sign and keep the receipt of a job that was verified and is finished."""
    body = json.dumps(told(erasure), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signature, key = signing.sign(body.encode())
    return Receipt.objects.create(
        erasure=erasure, body=body, signature=signature, key_name=key, issued_at=timezone.now()
    )


def told(erasure: Erasure) -> dict[str, Any]:
    """Return what a receipt says, as plain values."""
    told: dict[str, Any] = {
        "version": VERSION,
        "job": erasure.public_id,
        "kind": erasure.kind,
        "organization": erasure.organization.public_id,
        "ticket": erasure.ticket,
        "via": erasure.via,
        "asked_by": erasure.asked_by,
        "identity_check": erasure.identity_check,
        "received_at": _time(erasure.received_at),
        "began_at": _time(erasure.began_at),
        "verified_at": _time(erasure.verified_at),
        "finished_at": _time(erasure.finished_at),
        "actors": _actors(erasure),
        "stores": _stores(erasure),
        "recall": _recall(erasure),
    }
    if erasure.kind == Kind.PERSON:
        told["mentions"] = {**erasure.decisions, **told_limits(erasure)}
    if erasure.commitment is not None:
        told["subject"] = {
            "sha256": bytes(erasure.commitment).hex(),
            "of": "nonce, person id, external id, in UTF-8, a line feed between each",
        }
    return told


def _actors(erasure: Erasure) -> list[dict[str, Any]]:
    asked = {
        "did": "requested",
        "kind": erasure.requested_by_kind,
        "id": erasure.requested_by_id,
        "at": _time(erasure.created_at),
    }
    approvals = Approval.objects.filter(erasure=erasure).order_by("at", "id")
    return [
        asked,
        *(
            {"did": "approved", "kind": "support", "id": each.user_id, "at": _time(each.at)}
            for each in approvals
        ),
    ]


def _stores(erasure: Erasure) -> list[dict[str, Any]]:
    places = {place.name: place for place in declared_places()}
    return [
        {
            "place": name,
            "store": places[name].store.value,
            "done": places[name].on_erasure.value,
            "before": erasure.before.get(name, 0),
            "after": number,
        }
        for name, number in sorted(erasure.after.items())
        if name in places
    ]


def _recall(erasure: Erasure) -> list[dict[str, Any]]:
    found = Receiver.objects.filter(erasure=erasure).order_by(
        "host", "endpoint", "event_type", "id"
    )
    return [
        {
            "endpoint": each.endpoint,
            "host": each.host,
            "kind": each.kind,
            "event": each.event_type,
            "acknowledged": each.is_certain,
            "deliveries": each.deliveries,
            "first_at": _time(each.first_at),
            "last_at": _time(each.last_at),
        }
        for each in found
    ]


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
