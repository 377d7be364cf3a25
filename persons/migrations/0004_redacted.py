from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0003_context_changes")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="redacted",
            field=models.JSONField(default=list, db_default=[]),
        ),
    ]
