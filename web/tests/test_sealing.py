"""Secrets at rest open for their own row, with any of the keys, and for nothing else."""

import base64
from typing import Any

import pytest

from web.sealing import SealBroken, seal, unseal

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))


def test_what_is_sealed_opens_for_its_row_alone() -> None:
    sealed = seal({"a": "s3cret"}, "endpoint.headers:ep_1")

    assert b"s3cret" not in sealed
    assert unseal(sealed, "endpoint.headers:ep_1") == {"a": "s3cret"}
    for other in ("endpoint.headers:ep_2", "endpoint.secrets:ep_1", ""):
        with pytest.raises(SealBroken):
            unseal(sealed, other)


def test_a_new_key_seals_while_the_old_one_opens(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    before = seal("x", "row")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    after = seal("x", "row")
    assert unseal(before, "row") == unseal(after, "row") == "x"

    settings.ENCRYPTION_KEYS = [NEW]
    assert unseal(after, "row") == "x"
    with pytest.raises(SealBroken):
        unseal(before, "row")


@pytest.mark.parametrize("cut", [0, 1, 5, 17, -1])
def test_what_was_damaged_does_not_open(cut: int) -> None:
    with pytest.raises(SealBroken):
        unseal(seal("x", "row")[:cut], "row")
    damaged = bytearray(seal("x", "row"))
    damaged[cut] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(damaged), "row")
