"""The receipt as people read it; what is signed is the JSON, byte for byte."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from erasure import signing
from erasure.models import AskedBy, IdentityCheck, Receipt, Via
from erasure.present.words import limits
from orgs.models import User

_DONE = {
    "delete": "deleted",
    "detach": "kept, link cut",
    "scrub": "kept, emptied",
}
_KINDS = {
    "person": "A person and all their conversations",
    "conversations": "Conversations",
    "retention": "Conversations past their retention",
}


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """`told`: what was signed. `stores`: those that held something, `empty`: how many did not.

    `acts`: (what was done, by whom, when).
    """

    told: dict[str, Any]
    about: str
    asked_by: str
    identity_check: str
    via: str
    times: list[tuple[str, datetime]]
    stores: list[dict[str, Any]]
    empty: int
    acts: list[tuple[str, str, datetime | None]]
    signature: str
    key_name: str
    is_ours: bool
    limits: list[str]


def receipt_page(receipt: Receipt) -> ReceiptPage:
    """Return what the printable page shows."""
    told = json.loads(receipt.body)
    held = [store for store in told["stores"] if store["before"] or store["after"]]
    for store in held:
        store["done"] = _DONE.get(store["done"], store["done"])
    mentions = told.get("mentions", {})
    for received in told["recall"]:
        received["last_at"] = _time(received["last_at"])
    return ReceiptPage(
        told=told,
        about=_KINDS.get(told["kind"], told["kind"]),
        asked_by=_label(AskedBy.choices, told["asked_by"]),
        identity_check=_label(IdentityCheck.choices, told["identity_check"]),
        via=_label(Via.choices, told["via"]),
        times=_times(told),
        stores=sorted(held, key=lambda store: -store["before"]),
        empty=len(told["stores"]) - len(held),
        acts=_acts(told["actors"]),
        signature=receipt.signature,
        key_name=receipt.key_name,
        is_ours=signing.is_signed(receipt.body.encode(), receipt.signature, receipt.key_name),
        limits=limits(mentions.get("as_whole_values_only", ()), mentions.get("not_searched", ())),
    )


def _times(told: dict[str, Any]) -> list[tuple[str, datetime]]:
    named = [("Received", "received_at"), ("Began", "began_at"), ("Verified", "verified_at")]
    named.append(("Finished", "finished_at"))
    return [(label, at) for label, name in named if (at := _time(told.get(name)))]


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _acts(actors: Collection[dict[str, Any]]) -> list[tuple[str, str, datetime | None]]:
    people = [each["id"] for each in actors if each["kind"] in ("user", "support") and each["id"]]
    names = {user.pk: user.display_name for user in User.objects.filter(pk__in=people)}
    kinds = {"system": "Roxels Dash", "key": "An API key"}
    return [
        (
            each["did"],
            kinds.get(each["kind"]) or names.get(each["id"]) or f"account {each['id']}",
            _time(each["at"]),
        )
        for each in actors
    ]


def _label(choices: Collection[tuple[str, str]], value: str) -> str:
    return str(dict(choices).get(value, value))
