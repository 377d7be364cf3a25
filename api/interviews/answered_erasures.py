"""What the Roxels API answers of erasures."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class SignedReceipt(BaseModel):
    """The proof. `receipt` is JSON as text, byte for byte what was signed."""

    receipt: str
    algorithm: Literal["Ed25519"]
    signature: str = Field(description="Of the bytes of `receipt`, in URL-safe base64.")
    public_key: str


class Erasure(BaseModel):
    """`due_at` is 30 days after the request. `reason`: why it was denied."""

    id: str = Field(examples=["er_5t9b1y7r3e6n0k2w8d4fz"])
    kind: Literal["person", "conversations", "retention"]
    status: Literal["requested", "running", "done", "denied"]
    reason: str | None
    received_at: datetime
    due_at: datetime
    hidden_at: datetime | None = Field(description="Since when nobody sees any of it.")
    verified_at: datetime | None = Field(description="When every place was counted as empty.")
    finished_at: datetime | None
    receipt: SignedReceipt | None


class ErasureAsked(Erasure):
    nonce: str | None = Field(
        description="Told this once and kept by nobody: with it you can show that the receipt is"
        " about this person. SHA-256 of nonce, person id and external id, a line feed between each,"
        " stands in the receipt. Null where the request is sent again."
    )
