"""What schemathesis, which loads this file, is told of the Roxels API beyond its document."""

import json
import os
from itertools import count, cycle
from typing import Any

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

# A busy machine is no failure: neither slow answers nor slowly made up requests.
PATIENCE = (
    "--wait-for-schema=120", "--request-timeout=120", "--suppress-health-check=too_slow",
)  # fmt: skip

# Rules that no JSON Schema can say: what fits the document and breaks one of these is refused.
UNSAID = (
    " is none of this list with these filters.",
    "after and before cannot go together.",
    "is no template of this organisation.",
    "was given before.",
    "one for each conversation.",
    "holds a NUL character.",
    "is nested more than 50 levels deep.",
    "is not between the years 1970 and 2200.",
    "lies in the future.",
    "names neither a turn nor a frame, or both.",
    "has a start or an end alone.",
    "has a start that is not before its end.",
    "is a span of a frame; only turns have spans.",
    "is no turn of this conversation so far.",
    "is beyond the end of the turn's text.",
    "is no frame of this conversation so far.",
    "is more than 10,000,000 bytes.",
    "The body is larger than 5,000,000 bytes.",
    # Of outputs and endpoints: what they name, and what an address may be.
    "is no endpoint of this organisation.",
    "is no goal of this template.",
    "is the id of another output too.",
    "belongs to the event goal.committed alone.",
    "cannot go with GET.",
    "is set by us.",
    "is no name of a header.",
    "must be one line of at most 4,000 characters.",
    "must be one line of 1 to 200 characters.",
    "would be one endpoint more than 500.",
    "must begin with https://.",
    "must use port 80, 443, or one from 1024 on.",
    "must not hold a fragment.",
    "must not hold a user name or password.",
    "has no proper host name.",
    "has an IP address that is not in its usual form.",
    "holds characters that an address cannot have.",
    "leads to a private network.",
    "is not an address.",
    "is longer than 2,000 characters.",
    "holds half of a surrogate pair.",
    # Of findings: a condition is checked as a whole, days are compared.
    "should read goal:comparison:value, as in city:is:Lisbon.",
    "reviewed, judged.",
    "names no goal.",
    "asks only for evidence and review of any goal.",
    "may be 500 characters long.",
    "needs a value.",
    "needs a number.",
    "needs a day, as in 2026-05-01.",
    "not_reached, no_value, rejected.",
    "none, unsupported.",
    "corrected, rejected, none.",
    "failed, unknown.",
    "Choose a day between 1970 and 2199.",
    "Enter a valid date.",
    "The period ends before it begins.",
    "This must be more than “longer than”.",
    "The order reads asc:goal or desc:goal.",
    "Null characters are not allowed.",
)

SESSION = "sess_yyy"  # the document's example of one
SESSIONS = "FUZZED_SESSIONS"  # the variable that names those which stand for it, as a JSON list

_ours = json.loads(os.environ.get(SESSIONS, f'["{SESSION}"]'))
_fresh = cycle(_ours)
_repeats = count()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Keep one request from spoiling the next.

    Events lead a session on to its end, and a key belongs to the first request that bears it.
    """
    id = (case.path_parameters or {}).get("id")
    if id == SESSION or (id in _ours and case.operation.path.endswith("/events")):
        # The dictionaries are shared by many requests.
        case.path_parameters = {**case.path_parameters, "id": next(_fresh)}
    key = (case.headers or {}).get("Idempotency-Key", "")
    if 0 < len(key) < 200 and key.isascii() and key.isprintable():
        case.headers = {**case.headers, "Idempotency-Key": f"{key} {next(_repeats)}"}


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Keep every failure but refusals that the document could not announce."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    told = json.loads(response.content)["error"]["message"]
    return not told.endswith(UNSAID)
