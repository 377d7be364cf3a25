"""What the explorer reads: kinds and support of findings, their order by value, more rollups."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Only few are test ones: the rest has its value from the column's default.
FILL = """
UPDATE conversations_finding f SET is_test = true
FROM conversations_conversation c WHERE c.id = f.conversation_id AND c.is_test
"""
# The new rollups are counted by beat, unaided.
MARK = """
INSERT INTO conversations_rollupmark (organization_id, day)
SELECT DISTINCT organization_id, (created_at AT TIME ZONE 'UTC')::date
FROM conversations_conversation
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0010_frame_count"),
        ("orgs", "0004_api_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CriterionRollup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_test", models.BooleanField()),
                ("criterion", models.CharField(max_length=200)),
                ("day", models.DateField()),
                ("passed", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FindingRollup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_test", models.BooleanField()),
                ("goal", models.CharField(blank=True, max_length=200)),
                ("value_key", models.CharField(blank=True, max_length=200)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="savedview",
            name="saved_view_name_unique",
        ),
        migrations.RemoveIndex(
            model_name="finding",
            name="finding_by_value",
        ),
        migrations.AddField(
            model_name="finding",
            name="is_supported",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="finding",
            name="is_test",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="savedview",
            name="is_default",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="savedview",
            name="page",
            field=models.CharField(
                choices=[("conversations", "Conversations"), ("findings", "Findings")],
                db_default="conversations",
                default="conversations",
                max_length=13,
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=[
                    "template",
                    "is_test",
                    "goal",
                    "value_key",
                    "conversation_created_at",
                    "conversation",
                ],
                name="finding_by_value",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("value_number__isnull", False)),
                fields=[
                    "template",
                    "is_test",
                    "goal",
                    "value_number",
                    "conversation_created_at",
                    "conversation",
                ],
                name="finding_by_number",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("value_time__isnull", False)),
                fields=[
                    "template",
                    "is_test",
                    "goal",
                    "value_time",
                    "conversation_created_at",
                    "conversation",
                ],
                name="finding_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("is_supported", False)),
                fields=["template", "is_test", "conversation_created_at", "conversation"],
                name="finding_unsupported",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("organization", "owner", "page", "name"), name="saved_view_name_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("organization", "owner", "page"),
                name="saved_view_default_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("page__in", ["conversations", "findings"])),
                name="saved_view_page",
            ),
        ),
        migrations.AddField(
            model_name="criterionrollup",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organization",
            ),
        ),
        migrations.AddField(
            model_name="criterionrollup",
            name="template",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conversations.template",
            ),
        ),
        migrations.AddField(
            model_name="criterionrollup",
            name="template_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conversations.templateversion",
            ),
        ),
        migrations.AddField(
            model_name="findingrollup",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.organization",
            ),
        ),
        migrations.AddField(
            model_name="findingrollup",
            name="template",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conversations.template",
            ),
        ),
        migrations.AddField(
            model_name="findingrollup",
            name="template_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="conversations.templateversion",
            ),
        ),
        migrations.AddIndex(
            model_name="criterionrollup",
            index=models.Index(fields=["organization", "day"], name="criterion_rollup_by_day"),
        ),
        migrations.AddConstraint(
            model_name="criterionrollup",
            constraint=models.UniqueConstraint(
                fields=("template", "is_test", "template_version", "criterion", "day"),
                name="criterion_rollup_unique",
            ),
        ),
        migrations.AddIndex(
            model_name="findingrollup",
            index=models.Index(fields=["organization", "day"], name="finding_rollup_by_day"),
        ),
        migrations.AddConstraint(
            model_name="findingrollup",
            constraint=models.UniqueConstraint(
                fields=("template", "is_test", "template_version", "goal", "value_key", "day"),
                include=("count",),
                name="finding_rollup_unique",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
