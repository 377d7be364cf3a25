import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import web.ids


def give_ids(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """One id each: a column's default would be the same for all."""
    for membership in apps.get_model("orgs", "Membership").objects.filter(public_id=None):
        membership.public_id = web.ids.mint_member()
        membership.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="public_id",
            field=models.CharField(max_length=128, null=True),
        ),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        # Rows written above hold deferred checks that would refuse the change of their table.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membership",
            name="public_id",
            field=models.CharField(default=web.ids.mint_member, max_length=128, unique=True),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="details",
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["organization_id", "actor_id", "-at", "-id"], name="audit_newest_of_actor"
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(default=web.ids.mint_invitation, max_length=128, unique=True),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[("viewer", "Viewer"), ("analyst", "Analyst"), ("admin", "Admin")],
                        max_length=7,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="orgs.organization",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "-created_at"], name="invitation_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organization", "email"],
                        condition=models.Q(accepted_at=None, revoked_at=None),
                        name="invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(role__in=["viewer", "analyst", "admin"]),
                        name="invitation_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                        name="invitation_one_end",
                    ),
                ],
            },
        ),
    ]
