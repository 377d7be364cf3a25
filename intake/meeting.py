"""Persons who are named outside an import, found or made without waiting for one where possible."""

from collections.abc import Collection

from intake.batch import lock
from intake.prepared import prepared_cursor
from persons.domain import Mention, PersonRegister

_KNOWN = """
    SELECT count(*) FROM persons_person
    WHERE organization_id = %s AND external_id = ANY(%s) AND erasing_at IS NULL
"""


def register(organization_id: int, mentions: Collection[Mention]) -> PersonRegister:
    """Return a register of the persons that `mentions` name; call it inside a transaction.

    Somebody unknown who can be named again must not be made twice, so it then waits for imports
    of the organisation and holds them up until the transaction ends. Known persons' rows are
    locked anyway, and a nameless one is nobody else's.
    """
    external_ids = {each.external_id for each in mentions if each.external_id}
    needs_lock = any(each.public_id for each in mentions)
    if external_ids and not needs_lock:
        with prepared_cursor() as cursor:
            cursor.execute(_KNOWN, [organization_id, list(external_ids)])
            needs_lock = cursor.fetchone()[0] < len(external_ids)
    if needs_lock:
        lock(organization_id)
    return PersonRegister(organization_id, mentions)
