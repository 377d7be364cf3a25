"""When conversations began, by how they stand: for those who ask for the ends of one kind."""

import django.db.models.functions
from django.db import migrations, models

_BEGUN = django.db.models.functions.Coalesce("started_at", "created_at").desc()


def _index(owner: str, name: str) -> models.Index:
    return models.Index(
        models.F(owner),
        models.F("is_test"),
        models.F("status"),
        _BEGUN,
        models.F("id").desc(),
        condition=models.Q(erasing_at__isnull=True),
        name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("conversations", "0015_archived_there")]

    operations = [
        migrations.RemoveIndex("conversation", "conversation_last_broken"),
        migrations.AddIndex("conversation", _index("organization", "conversation_begun_by_status")),
        migrations.AddIndex("conversation", _index("template", "conversation_tpl_begun_status")),
    ]
