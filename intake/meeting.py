"""Persons who are named outside an import, found or made without waiting for one where possible."""

from collections.abc import Collection

from intake.batch import lock
from persons.domain import Mention, PersonRegister
from web.prepared import prepared_cursor

_KNOWN = """
    SELECT external_id, name FROM persons_person
    WHERE organization_id = %s AND external_id = ANY(%s) AND erasing_at IS NULL
"""


def register(organization_id: int, mentions: Collection[Mention]) -> PersonRegister:
    """Return a register of the persons that `mentions` name; call it inside a transaction.

    It waits for imports of the organisation, and holds them up until the transaction ends, only
    where it must: somebody unknown who can be named again could be made twice, and a new name is
    written into conversations that an import may have locked already. Known persons' rows are
    locked anyway, and a nameless one is nobody else's.
    """
    if _needs_lock(organization_id, mentions):
        lock(organization_id)
    return PersonRegister(organization_id, mentions)


def _needs_lock(organization_id: int, mentions: Collection[Mention]) -> bool:
    if any(each.public_id for each in mentions):
        return True
    external_ids = list({each.external_id for each in mentions if each.external_id})
    if not external_ids:
        return False
    with prepared_cursor() as cursor:
        cursor.execute(_KNOWN, [organization_id, external_ids])
        known = dict(cursor.fetchall())
    return any(
        each.external_id not in known or each.name not in ("", known[each.external_id])
        for each in mentions
        if each.external_id
    )
