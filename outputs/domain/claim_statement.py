"""The statement that claims: from lane to lane, by turns, with an attempt row for each."""

# An endpoint that does nothing but fail for so many tries has a fifth of the room.
FAILING_AFTER = 10

# Each lane by one probe of the index, whatever its backlog: an EXISTS would read all that is due.
_DUE = "d.state = 'pending' AND NOT d.is_waiting AND NOT d.is_history"
CLAIM = f"""
    WITH RECURSIVE lanes AS (
        (
            SELECT d.organization_id, d.lane FROM outputs_delivery d WHERE {_DUE}
            ORDER BY d.organization_id, d.lane LIMIT 1
        )
        UNION ALL
        SELECT following.organization_id, following.lane FROM lanes, LATERAL (
            SELECT d.organization_id, d.lane FROM outputs_delivery d
            WHERE {_DUE} AND (d.organization_id, d.lane) > (lanes.organization_id, lanes.lane)
            ORDER BY d.organization_id, d.lane LIMIT 1
        ) following
    ), roomy AS MATERIALIZED (
        SELECT lanes.organization_id, lanes.lane, CASE
            WHEN e.consecutive_failures >= {FAILING_AFTER} THEN %(little)s ELSE %(room)s
        END - coalesce(held.count, 0) AS room, count(*) OVER () AS lanes
        FROM lanes
        CROSS JOIN LATERAL (
            SELECT d.next_attempt_at FROM outputs_delivery d
            WHERE {_DUE} AND d.organization_id = lanes.organization_id AND d.lane = lanes.lane
            ORDER BY d.next_attempt_at LIMIT 1
        ) earliest
        LEFT JOIN outputs_endpoint e ON e.id = lanes.lane
        LEFT JOIN unnest(%(lanes)s::bigint[], %(counts)s::int[]) held (lane, count)
            ON held.lane = lanes.lane
        WHERE (lanes.lane < 0 OR e.state = 'active')
            AND earliest.next_attempt_at <= %(now)s
    ), candidates AS (
        SELECT due.*, row_number() OVER (PARTITION BY roomy.lane ORDER BY due.next_attempt_at) AS n
        FROM roomy, LATERAL (
            SELECT d.id, d.organization_id, d.next_attempt_at, d.claim, d.attempt_count
            FROM outputs_delivery d
            WHERE {_DUE} AND d.organization_id = roomy.organization_id AND d.lane = roomy.lane
                AND d.next_attempt_at <= %(now)s
            ORDER BY d.next_attempt_at, d.id
            LIMIT greatest(0, least(roomy.room, 1 + %(limit)s / roomy.lanes))
            FOR UPDATE OF d SKIP LOCKED
        ) due
    ), chosen AS (
        SELECT fair.* FROM (
            SELECT *, row_number() OVER (PARTITION BY organization_id ORDER BY n) AS turn
            FROM candidates
        ) fair
        LEFT JOIN (
            SELECT id, sum(count) AS count
            FROM unnest(%(organizations)s::bigint[], %(counts)s::int[]) held (id, count)
            GROUP BY id
        ) own ON own.id = fair.organization_id
        WHERE turn <= %(share)s - coalesce(own.count, 0)
        ORDER BY turn, next_attempt_at LIMIT %(limit)s
    ), lost AS (
        UPDATE outputs_attempt a SET error = 'interrupted' FROM chosen
        WHERE chosen.claim IS NOT NULL AND a.delivery_id = chosen.id
            AND a.number = chosen.attempt_count AND a.status IS NULL AND a.error = ''
    ), claimed AS (
        UPDATE outputs_delivery d SET claim = %(claim)s, claimed_until = %(until)s,
            next_attempt_at = %(until)s, attempt_count = d.attempt_count + 1,
            plan_started_at = coalesce(d.plan_started_at, %(now)s)
        FROM chosen WHERE d.id = chosen.id
        RETURNING d.*, chosen.turn
    ), tries AS (
        INSERT INTO outputs_attempt (
            organization_id, delivery_id, endpoint_id, number, at, error, worker
        )
        SELECT organization_id, id, endpoint_id, attempt_count, %(now)s, '', %(worker)s FROM claimed
    )
    SELECT claimed.id, claimed.organization_id, claimed.public_id, claimed.endpoint_id,
        claimed.conversation_id, claimed.lane, claimed.attempt_count, claimed.step,
        claimed.plan_started_at, claimed.store_as <> '', content.body, content.content_type,
        content.request, content.delivery_id IS NULL OR c.erasing_at IS NOT NULL
    FROM claimed
    LEFT JOIN outputs_deliverycontent content ON content.delivery_id = claimed.id
    LEFT JOIN conversations_conversation c ON c.id = claimed.conversation_id
    ORDER BY claimed.turn, claimed.id
"""
