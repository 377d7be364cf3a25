from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0004_redacted")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="called_since",
            field=models.JSONField(null=True),
        ),
    ]
