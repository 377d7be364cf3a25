from django.db import migrations, models


class Migration(migrations.Migration):
    """A paused endpoint's delivered ones were found behind all that it holds: 56 ms of SQL."""

    dependencies = [("outputs", "0003_vacuum_the_schedule")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_of_endpoint"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["endpoint", "-created_at", "-id", "state"], name="delivery_of_endpoint"
            ),
        ),
    ]
