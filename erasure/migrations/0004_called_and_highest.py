from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("erasure", "0003_redacted_mentions")]

    operations = [
        migrations.AddField(
            model_name="identity", name="earlier", field=models.JSONField(default=list)
        ),
        migrations.AddField(
            model_name="identity", name="highest", field=models.JSONField(default=dict)
        ),
    ]
