"""Have the rollups counted for conversations that were there before them: beat does it, unaided."""

from django.db import migrations

MARK = """
INSERT INTO conversations_rollupmark (organization_id, day)
SELECT DISTINCT organization_id, (created_at AT TIME ZONE 'UTC')::date
FROM conversations_conversation
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_rollups")]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
