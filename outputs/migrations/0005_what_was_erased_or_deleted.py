from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0004_api_keys"),
        ("outputs", "0004_state_in_the_endpoints_index"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="endpoint",
            name="endpoint_state",
        ),
        migrations.AddField(
            model_name="delivery",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="error",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("refused", "Connection refused"),
                    ("timed out", "No answer within 15 seconds"),
                    ("tls", "TLS failed"),
                    ("dns", "The host name was not found"),
                    ("blocked", "The address may not be reached"),
                    ("redirect", "It answered with a redirect"),
                    ("4xx", "It refused the request"),
                    ("5xx", "It failed"),
                    ("unreadable", "Its answer could not be read"),
                    ("too large", "The body is larger than 256 kB"),
                    ("no endpoint", "The output names no endpoint there is"),
                    ("internal", "Something went wrong on our side"),
                    ("cancelled", "There was nothing to send any more"),
                    ("erased", "What it told of was erased"),
                    ("deleted", "Its endpoint was deleted"),
                    ("interrupted", "The sender ended before it knew"),
                ],
                default="",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="endpoint",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "Active"),
                    ("paused", "Paused"),
                    ("disabled", "Disabled"),
                    ("deleted", "Deleted"),
                ],
                default="active",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "paused", "disabled", "deleted"])),
                name="endpoint_state",
            ),
        ),
    ]
