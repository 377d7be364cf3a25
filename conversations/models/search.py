"""One search document per conversation, partitioned by the month it was created in."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDocument(models.Model):
    """The searchable words of one conversation.

    The table is made by SQL in this room's migrations: range-partitioned by month on
    `created_at`, a GIN index on `document` per partition. `document` holds lexemes made by
    `web.words` (names as weight A, summary B, findings C, turns D) and the organisation's own
    lexeme, so that one GIN lookup finds one organisation's words.
    """

    pk = models.CompositePrimaryKey("conversation_id", "created_at")
    conversation_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    organization_id = models.BigIntegerField()
    document = SearchVectorField()

    class Meta:
        managed = False
        db_table = "conversations_searchdocument"
