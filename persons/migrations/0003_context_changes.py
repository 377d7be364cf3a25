"""When each key of a person's context was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0002_last_made")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="context_changes",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
