"""What is sent to the Roxels API of erasures."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from intake.records import Line


class ErasureGiven(BaseModel):
    """`ticket`: your reference, no name. `asked_by`: whose wish it is."""

    model_config = ConfigDict(extra="forbid")

    ticket: Line = Field("", max_length=100)
    asked_by: Literal["person", "customer"] = "customer"
    identity_verified: bool = Field(
        False, description="Whether you made sure that it is the person who asks."
    )
