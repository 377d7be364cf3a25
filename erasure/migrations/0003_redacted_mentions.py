from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("erasure", "0002_console")]

    operations = [
        migrations.AlterField(
            model_name="mention",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "To be reviewed"),
                    ("erased", "Erased with its conversation"),
                    ("redacted", "Redacted"),
                    ("dismissed", "Dismissed"),
                ],
                default="open",
                max_length=9,
            ),
        ),
    ]
