"""Whether a conversation was put away where it came from, beside whether it is here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0014_newest_in_a_range")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="archived_there",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
