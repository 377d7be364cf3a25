from django.db import migrations

# Requests that are open as this software comes: what their persons are called from now on is kept.
_NOTE = """
    UPDATE persons_person SET called_since = '[]'
    WHERE called_since IS NULL AND id IN (
        SELECT i.person_id FROM erasure_identity i JOIN erasure_erasure e ON e.id = i.erasure_id
        WHERE e.state IN ('received', 'counted', 'awaiting')
    )
"""


class Migration(migrations.Migration):
    dependencies = [("erasure", "0005_mention_proposed"), ("persons", "0005_called_since")]

    operations = [migrations.RunSQL(_NOTE, migrations.RunSQL.noop)]
