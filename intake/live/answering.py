"""What a chained API call was answered becomes a finding, where its output says so.

The outputs room marks such deliveries (`answer_due`). Their answers are taken in as events of their
session, each under its delivery's id and try, so that the same answer twice is one event.
"""

import json
import logging
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from pydantic import ValidationError

from intake.live.data import GoalCommittedData
from intake.live.errors import Conflict, Erased, NoSuchSession
from intake.live.events import AnswerEvent
from intake.live.taking import take_events

logger = logging.getLogger(__name__)

MOST_ROUNDS = 10  # of one output and conversation: further answers are kept and set nothing off
_AT_ONCE = 100

_DUE = """
    SELECT d.id, d.organization_id, d.public_id, d.store_as, c.session_id, c.is_test,
        (
            SELECT count(*) FROM outputs_delivery before
            WHERE before.conversation_id = d.conversation_id AND before.output = d.output
                AND before.id < d.id AND before.store_as <> ''
        ),
        answer.number, answer.at, answer.response_body
    FROM outputs_delivery d LEFT JOIN conversations_conversation c ON c.id = d.conversation_id
    LEFT JOIN LATERAL (
        SELECT attempt.number, attempt.at, content.response_body FROM outputs_attempt attempt
        LEFT JOIN outputs_attemptcontent content ON content.attempt_id = attempt.id
        WHERE attempt.delivery_id = d.id AND attempt.error = '' AND attempt.status IS NOT NULL
        ORDER BY attempt.number DESC LIMIT 1
    ) answer ON true
    WHERE d.answer_due AND d.id > %s ORDER BY d.id LIMIT %s
"""
_DONE = "UPDATE outputs_delivery SET answer_due = false WHERE id = %s"


class _Due(NamedTuple):
    """A delivery whose answer is to be kept. `rounds`: how often its output got one before.

    `number`, `at`, `body`: of the try that was answered.
    """

    id: int
    organization_id: int
    public_id: str
    goal: str
    session_id: str | None
    is_test: bool | None
    rounds: int
    number: int | None
    at: datetime | None
    body: bytes | None


def keep_answers() -> int:
    """Make findings of the answers that are due; return how many deliveries were seen to.

    Any number may run at once. What a conversation does not take any more is let go.
    """
    total, last = 0, 0
    while due := _due(last):
        for each in due:
            try:
                _keep(each)
            except (DatabaseError, ValueError):  # It stays due, and holds up none of the others.
                logger.exception("The answer to %s could not be kept", each.public_id)
        total, last = total + len(due), due[-1].id
    return total


def _due(after: int) -> list[_Due]:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [after, _AT_ONCE])
        return [_Due._make(row) for row in cursor.fetchall()]


def _keep(due: _Due) -> None:
    with transaction.atomic():
        # The conversation's lock comes first, as it does for everybody.
        _take(due)
        with connection.cursor() as cursor:
            cursor.execute(_DONE, [due.id])


def _take(due: _Due) -> None:
    if due.session_id is None or due.is_test is None or due.at is None:
        return
    event = AnswerEvent(
        id=f"{due.public_id}.{due.number}",
        type="goal.committed",
        at=due.at,
        data=_data(due.goal, due.body or b""),
        is_quiet=due.rounds >= MOST_ROUNDS,
    )
    try:
        take_events(due.organization_id, due.session_id, [event], is_test=due.is_test)
    except (NoSuchSession, Erased, Conflict) as reason:
        logger.warning("The answer to %s is not kept: %s", due.public_id, type(reason).__name__)


def _data(goal: str, body: bytes) -> GoalCommittedData:
    """Return the commit: JSON as it is, else text; null for no answer."""
    text = body.decode(errors="replace").replace("\x00", "")
    try:
        return GoalCommittedData(goal=goal, value=_json(text), evidence=[])
    except ValidationError:  # JSON that cannot be stored, as one nested too deep
        return GoalCommittedData(goal=goal, value=text, evidence=[])


def _json(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
