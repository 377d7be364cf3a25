from django.db import migrations


class Migration(migrations.Migration):
    """A value is of one goal: the planner multiplied their shares, and told of a fifth there are.

    The statistics are empty until the table is analysed, which may be long of one that is quiet. A
    list of frequent combinations would be nearer by a tenth, and is read for every plan: 0.1 to 0.7 ms.
    """

    dependencies = [("conversations", "0017_redacted_at")]
    operations = [
        migrations.RunSQL(
            [
                "CREATE STATISTICS finding_values (dependencies)"
                " ON template_id, goal, value_key FROM conversations_finding",
                "ANALYZE conversations_finding",
            ],
            "DROP STATISTICS finding_values",
        )
    ]
