from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0016_begun_by_status")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="redacted_at",
            field=models.DateTimeField(null=True),
        ),
    ]
