"""Have conversations that were imported before tell what they had delivered, as new ones do."""

from django.db import migrations

# As intake/past.py reads them.
TELL = r"""
INSERT INTO outputs_delivery (
    organization_id, conversation_id, template_id, public_id, kind, event_type, goal, target,
    output, state, attempt_count, last_status, created_at, finished_at, is_history, is_waiting,
    answer_due, fact, store_as, lane, step, last_error
)
SELECT told.organization_id, told.conversation_id, told.template_id,
    'msg_' || replace(gen_random_uuid()::text, '-', ''), told.kind,
    coalesce(
        nullif(left(told.entry ->> 'event', 60), ''),
        CASE WHEN told.kind = 'callback' THEN 'callback.fired'
            WHEN told.entry ->> 'goal' <> '' THEN 'goal.committed' ELSE 'imported' END
    ),
    left(coalesce(told.entry ->> 'goal', ''), 200),
    left(coalesce(CASE WHEN told.kind = 'callback' THEN told.entry ->> 'name'
        WHEN told.entry ->> 'url' ~ '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]' THEN regexp_replace(
            told.entry ->> 'url', '^([^:]*://)(?:[^/?#]*@)?([^?#]*).*$', '\1\2'
        ) END, ''), 500),
    left(coalesce(told.entry ->> 'output', ''), 200), told.state,
    CASE WHEN told.entry ->> 'attempts' ~ '^[0-9]{1,9}$'
        THEN (told.entry ->> 'attempts')::int ELSE 0 END,
    CASE WHEN told.entry ->> 'status_code' ~ '^[1-5][0-9]{2}$'
        THEN (told.entry ->> 'status_code')::smallint END,
    told.at, CASE WHEN told.state <> 'pending' THEN told.at END,
    true, false, false, 0, '', 0, 0, ''
FROM (
    SELECT c.id AS conversation_id, c.organization_id, c.template_id, kinds.kind, entries.entry,
        coalesce(c.ended_at, c.started_at, c.created_at) AS at, kinds.place, entries.place AS nth,
        CASE
            WHEN kinds.kind = 'callback' AND entries.entry -> 'status' IS NULL THEN 'succeeded'
            WHEN lower(entries.entry ->> 'status') = ANY(
                '{success,succeeded,delivered,ok,sent,fired}'
            ) THEN 'succeeded'
            WHEN lower(entries.entry ->> 'status') = ANY('{failed,error,exhausted}') THEN 'failed'
            WHEN lower(entries.entry ->> 'status') = ANY('{pending,retrying,queued,scheduled}')
                THEN 'pending'
            ELSE 'cancelled'
        END AS state
    FROM conversations_conversation c
    CROSS JOIN (
        VALUES (1, 'webhooks', 'webhook'), (2, 'callbacks', 'callback'), (3, 'chained', 'chained')
    ) kinds (place, name, kind)
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(c.source_fields -> 'outputs' -> kinds.name) = 'array'
            THEN c.source_fields -> 'outputs' -> kinds.name ELSE '[]' END
    ) WITH ORDINALITY AS entries (entry, place)
    WHERE c.erasing_at IS NULL AND jsonb_typeof(entries.entry) = 'object' AND (
        jsonb_typeof(entries.entry -> 'status') = 'string'
        OR kinds.kind = 'callback' AND entries.entry -> 'status' IS NULL
            AND jsonb_typeof(entries.entry -> 'name') = 'string'
    ) AND NOT EXISTS (SELECT FROM outputs_delivery d WHERE d.conversation_id = c.id)
) told
ORDER BY told.conversation_id, told.place, told.nth
"""


class Migration(migrations.Migration):
    dependencies = [("outputs", "0001_initial")]

    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
