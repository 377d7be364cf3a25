"""The UUIDs that ids stand for, as the database computes them."""

from django.db import models

from web.ids import NAMESPACE

# Version 3 (MD5), which PostgreSQL computes without an extension, and so in an index.
# A cast, since `convert_to` counts as changeable; doubled backslashes make it the text's own bytes.
_BYTES = r"replace({id}, '\', '\\')::bytea"
_DIGEST = f"md5('\\x{NAMESPACE.hex}'::bytea || {_BYTES})"
_TEXT = (
    f"overlay(overlay({_DIGEST} placing '3' from 13) placing translate("
    f"substr({_DIGEST}, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab') from 17)"
)


def named_uuid(column: str) -> str:
    """Return the SQL of the UUID named after a column's id: `web.ids.as_uuid`, by an index."""
    return f"(({_TEXT})::uuid)".format(id=column)


class NamedUuid(models.Func):
    """The same for Django, in the words of the indexes that find by it."""

    template = named_uuid("%(expressions)s")
    arity = 1
    output_field = models.UUIDField()
