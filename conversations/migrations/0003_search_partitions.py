"""The search table, partitioned by month, and the one door through which partitions are made.

The application's role may not run DDL, so partitions come from a function that belongs to the
owner. It makes the month beside the table and attaches it, which takes no lock that readers of
other months would wait for.
"""

from django.db import migrations

TABLE = """
CREATE TABLE conversations_searchdocument (
    conversation_id bigint NOT NULL REFERENCES conversations_conversation (id),
    created_at timestamptz NOT NULL,
    organization_id bigint NOT NULL,
    document tsvector NOT NULL,
    PRIMARY KEY (conversation_id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX conversations_searchdocument_newest
    ON conversations_searchdocument (organization_id, created_at DESC, conversation_id DESC);
CREATE INDEX conversations_searchdocument_words
    ON conversations_searchdocument USING gin (document);

CREATE TABLE conversations_searchdocument_other
    PARTITION OF conversations_searchdocument DEFAULT;
"""

FUNCTION = """
CREATE FUNCTION conversations_ensure_search_partition(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    first_day date := date_trunc('month', day);
    next_first date := (date_trunc('month', day) + interval '1 month')::date;
    name text := 'conversations_searchdocument_' || to_char(first_day, 'YYYY_MM');
BEGIN
    IF first_day < date '2015-01-01' OR first_day > (now() + interval '13 months')::date THEN
        RETURN false;
    END IF;
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('search partitions', 0));
    IF to_regclass(name) IS NOT NULL OR EXISTS (
        SELECT 1 FROM conversations_searchdocument_other
        WHERE created_at >= first_day AND created_at < next_first
    ) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE conversations_searchdocument INCLUDING ALL)', name);
    EXECUTE format(
        'ALTER TABLE conversations_searchdocument ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        name, first_day, next_first
    );
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION conversations_ensure_search_partition(date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_initial")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE conversations_searchdocument"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION conversations_ensure_search_partition(date)"),
    ]
