"""Where this room keeps persons' data: in what a job has to know, and its end deletes."""

from privacy.registry import OnErasure, Place, Store


def _with_job(name: str, personal: tuple[str, ...], free: tuple[str, ...], why: str) -> Place:
    return Place(
        Store.TABLE,
        name,
        OnErasure.WITH_JOB,
        personal=personal,
        free=free,
        found_by="erasure_id",
        why=why,
    )


def _kept(name: str, free: tuple[str, ...], why: str) -> Place:
    return Place(Store.TABLE, name, OnErasure.KEEP, free=free, why=why)


WITH_JOB = (
    _with_job(
        "erasure_identity",
        ("person_id", "public_id", "external_id", "name", "email", "earlier"),
        ("erasure_id", "highest"),
        "Who is erased: for the confirmation, and to look for mentions of them.",
    ),
    _with_job(
        "erasure_target",
        ("row_id", "public_ids"),
        ("erasure_id", "place"),
        "Which rows are erased: the list that a job works from.",
    ),
    _with_job(
        "erasure_mention",
        (
            "row_id",
            "conversation_id",
            "conversation",
            "person_id",
            "person",
            "reason",
        ),
        (
            "id",
            "erasure_id",
            "place",
            "terms",
            "state",
            "proposed_by",
            "decided_by",
            "decided_at",
            "found_at",
        ),
        "Where others' rows name the person, without what they say.",
    ),
    _with_job(
        "erasure_comment",
        ("text",),
        ("id", "erasure_id", "author_id", "at"),
        "What support staff noted beside the request.",
    ),
)

KEPT = (
    _kept(
        "erasure_erasure",
        (
            "id",
            "public_id",
            "organization_id",
            "kind",
            "state",
            "via",
            "asked_by",
            "identity_check",
            "ticket",
            "denial_reason",
            "requested_by_kind",
            "requested_by_id",
            "subject_count",
            "commitment",
            "created_at",
            "received_at",
            "due_at",
            "counted_at",
            "began_at",
            "verified_at",
            "finished_at",
            "counts",
            "before",
            "after",
            "decisions",
            "lease_until",
            "leased_by",
            "next_try_at",
            "tries",
            "problem",
        ),
        "That something was erased, when, how much, and who saw to it; never whom it was about.",
    ),
    _kept(
        "erasure_step",
        (
            "id",
            "erasure_id",
            "position",
            "name",
            "place",
            "state",
            "cursor",
            "batch",
            "done",
            "total",
            "attempts",
            "problem",
            "started_at",
            "finished_at",
        ),
        "How far a job got: counts, times and kinds of errors.",
    ),
    _kept(
        "erasure_preview",
        ("erasure_id", "made_at", "others", "pending", "sizes", "recall"),
        "What a dry run counted, and the hosts that had received something.",
    ),
    _kept("erasure_approval", ("id", "erasure_id", "user_id", "at"), "Who approved it."),
    _kept(
        "erasure_event",
        ("id", "erasure_id", "at", "actor_kind", "actor_id", "what", "details"),
        "A job's timeline, in words of ours and numbers.",
    ),
    _kept(
        "erasure_receiver",
        (
            "id",
            "erasure_id",
            "endpoint",
            "host",
            "kind",
            "event_type",
            "is_certain",
            "deliveries",
            "first_at",
            "last_at",
        ),
        "Which endpoints had received data before it was erased, so that they can be told.",
    ),
    _kept(
        "erasure_receipt",
        ("erasure_id", "body", "signature", "key_name", "issued_at"),
        "The signed proof; whom it is about stands in it only as a hash with a nonce nobody keeps.",
    ),
    _kept(
        "erasure_retention",
        ("organization_id", "days", "set_by", "since", "swept_at"),
        "How long the organisation keeps its conversations.",
    ),
)

ACCESS = (
    Place(
        Store.TABLE,
        "erasure_accessexport",
        OnErasure.DELETE,
        personal=("person_id", "key"),
        free=(
            "id",
            "public_id",
            "organization_id",
            "state",
            "asked_by_kind",
            "asked_by_id",
            "created_at",
            "made_at",
            "expires_at",
            "size",
            "conversations",
            "shared",
            "files",
            "tries",
            "problem",
            "claimed_until",
        ),
        found_by="person_id",
        why="That the person's data was put together to be given to them.",
    ),
    Place(
        Store.BUCKET,
        "access-exports/{organization id}/{person id}/",
        OnErasure.DELETE,
        personal=("everything that is exported",),
        handler="erasure.domain.exports_place.access_objects",
        why="The data itself, for a day, also of others who took part in the same conversations.",
    ),
)

PLACES = (
    *WITH_JOB,
    *KEPT,
    *ACCESS,
    Place(
        Store.BUCKET,
        "erasure-ledger/",
        OnErasure.KEEP,
        free=("organisation's id", "keyed hashes of public ids", "time"),
        why="What is replayed after a restore: by the hashes alone nobody can tell whose they are.",
    ),
)
