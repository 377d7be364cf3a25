from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("erasure", "0004_called_and_highest")]

    operations = [
        migrations.AddField(
            model_name="mention", name="proposed_by", field=models.BigIntegerField(null=True)
        ),
    ]
