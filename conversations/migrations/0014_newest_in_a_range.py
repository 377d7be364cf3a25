"""Numbers and dates of a goal, newest first: a range of them that many have is walked in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0013_decided")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=[
                    "template",
                    "is_test",
                    "goal",
                    "conversation_created_at",
                    "conversation",
                ],
                condition=models.Q(value_number__isnull=False) | models.Q(value_time__isnull=False),
                include=["value_number", "value_time"],
                name="finding_in_range",
            ),
        ),
    ]
