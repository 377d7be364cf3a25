from django.db import migrations


class Migration(migrations.Migration):
    """A value is of one goal: the planner multiplied their shares, and told of a fifth there are.

    The statistics are empty until the table is analysed, which may be long of one that is quiet.
    """

    dependencies = [("conversations", "0017_redacted_at")]
    operations = [
        migrations.RunSQL(
            [
                "CREATE STATISTICS finding_values (dependencies, mcv)"
                " ON template_id, goal, value_key FROM conversations_finding",
                "ANALYZE conversations_finding",
            ],
            "DROP STATISTICS finding_values",
        )
    ]
