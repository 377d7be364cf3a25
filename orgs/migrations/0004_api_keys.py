import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import web.ids


def give_ids(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each key its own: a default would give all of them the same."""
    for key in apps.get_model("orgs", "ApiKey").objects.filter(public_id=None):
        key.public_id = web.ids.mint_key()
        key.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_audit_topics"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="public_id",
            field=models.CharField(max_length=128, null=True),
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="apikey",
            name="public_id",
            field=models.CharField(default=web.ids.mint_key, max_length=128, unique=True),
        ),
        migrations.AddField(
            model_name="apikey",
            name="requests_per_minute",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="apikey",
            name="rotated_from",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacement",
                to="orgs.apikey",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="api_key_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("requests_per_minute", None),
                    ("requests_per_minute__gt", 0),
                    _connector="OR",
                ),
                name="api_key_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at", None),
                    ("expires_at__gte", models.F("created_at")),
                    _connector="OR",
                ),
                name="api_key_period",
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sign-ins", "Sign-ins"),
                    ("members", "Members"),
                    ("keys", "API keys"),
                    ("exports", "Exports"),
                    ("support", "Support staff"),
                ],
                max_length=8,
            ),
        ),
    ]
