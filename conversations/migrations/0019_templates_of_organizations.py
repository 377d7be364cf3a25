from django.db import migrations


class Migration(migrations.Migration):
    """A template is of one organisation: the planner multiplied their shares, and told too few.

    Of a template's conversations it knew as many as the organisation's share of all: 0.7 of them
    where it has 0.7, a hundredth where it has a hundredth.
    """

    dependencies = [("conversations", "0018_values_of_goals")]
    operations = [
        migrations.RunSQL(
            [
                "CREATE STATISTICS conversation_templates (dependencies)"
                " ON organization_id, template_id FROM conversations_conversation",
                "ANALYZE conversations_conversation",
            ],
            "DROP STATISTICS conversation_templates",
        )
    ]
