from django.db import migrations, models

# What `orgs.domain.audit.topic_of` answered when this was written.
FILL = """
UPDATE orgs_auditevent SET topic = CASE
    WHEN action LIKE '%.export' THEN 'exports'
    WHEN action LIKE 'user.%' THEN 'sign-ins'
    WHEN action LIKE 'member.%' OR action LIKE 'invitation.%' THEN 'members'
    WHEN action LIKE 'support.%' THEN 'support'
    ELSE '' END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sign-ins", "Sign-ins"),
                    ("members", "Members"),
                    ("exports", "Exports"),
                    ("support", "Support staff"),
                ],
                default="",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("object_type", "user")),
                fields=["organization_id", "object_id", "-at", "-id"],
                name="audit_newest_of_user",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["organization_id", "topic", "-at", "-id"], name="audit_newest_of_topic"
            ),
        ),
    ]
