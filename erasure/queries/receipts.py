"""Receipts: read, and verified."""

import hashlib
import hmac
from typing import Any

from erasure import signing
from erasure.models import Erasure, Receipt


def document(receipt: Receipt) -> dict[str, str]:
    """Return what is handed out: the signed text as it is, its signature, and the key's name.

    `receipt` is a string and not an object, so that nobody's JSON library can change what was
    signed.
    """
    return {
        "receipt": receipt.body,
        "algorithm": "Ed25519",
        "signature": receipt.signature,
        "public_key": receipt.key_name,
    }


def problem_with(given: Any) -> str:
    """Return what is wrong with a document that is said to be a receipt of ours, "" for nothing."""
    if not isinstance(given, dict) or not all(
        isinstance(given.get(name), str) for name in ("receipt", "signature", "public_key")
    ):
        return "This is no receipt: receipt, signature and public_key are missing."
    if given["public_key"] not in signing.public_keys():
        return "It is signed with a key that is none of ours."
    if not signing.is_signed(given["receipt"].encode(), given["signature"], given["public_key"]):
        return "The signature does not belong to this text."
    return ""


def is_about(told: dict[str, Any], nonce: str, person_id: str, external_id: str) -> bool:
    """Whether a receipt is about this person: only who has the nonce can tell."""
    text = "\n".join((nonce, person_id, external_id)).encode()
    sha256 = hashlib.sha256(text).hexdigest()
    return hmac.compare_digest(sha256, str(told.get("subject", {}).get("sha256", "")))


def of(erasure: Erasure) -> Receipt | None:
    return Receipt.objects.filter(erasure=erasure).first()
