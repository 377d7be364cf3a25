from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_uploads")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
