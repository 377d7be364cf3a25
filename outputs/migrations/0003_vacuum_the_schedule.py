from django.db import migrations


class Migration(migrations.Migration):
    """Deliveries are claimed from the front of an index that keeps what is done until a vacuum."""

    dependencies = [("outputs", "0002_history_of_imports")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE outputs_delivery SET (autovacuum_vacuum_scale_factor = 0.02)",
            "ALTER TABLE outputs_delivery RESET (autovacuum_vacuum_scale_factor)",
        ),
    ]
