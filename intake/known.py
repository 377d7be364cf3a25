"""What the database already holds of the conversations that come in."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from conversations.domain import tombstone_digests
from conversations.models import LIVE, Conversation, Participation, Tombstone
from intake.draft import Existing
from intake.records import ConversationRecord
from intake.results import Refusal

_NEEDED = (
    "public_id", "session_id", "digest", "created_at", "archived_at", "archived_there",
    "erasing_at", "template_version_id", "revision", "source",
    "redacted_at",
)  # fmt: skip


class Known:
    """The stored conversations and tombstones that `records` could meet: two statements.

    The stored rows are locked until the transaction ends.
    """

    def __init__(self, organization_id: int, records: Collection[ConversationRecord]) -> None:
        self._organization_id = organization_id
        self._existing: dict[str, Existing] = {}
        self._session_owners: dict[str, str] = {}
        self._erasing: set[str] = set()
        self._live: set[str] = set()
        self._load_conversations(records)
        self._load_tombstones(records)

    def _load_conversations(self, records: Collection[ConversationRecord]) -> None:
        found = Conversation.objects.filter(
            Q(public_id__in=[record.id for record in records])
            | Q(session_id__in=[record.session_id for record in records if record.session_id]),
            organization_id=self._organization_id,
        )
        losing = Participation.objects.filter(
            conversation=OuterRef("pk"), person__erasing_at__isnull=False
        )
        held = found.select_for_update(no_key=True, of=("self",)).order_by("pk").only(*_NEEDED)
        for stored in held.annotate(is_losing=Exists(losing)):
            self._existing[stored.public_id] = Existing(
                id=stored.pk,
                digest=bytes(stored.digest) if stored.digest is not None else None,
                created_at=stored.created_at,
                archived_at=stored.archived_at,
                archived_there=stored.archived_there,
                version_id=stored.template_version_id,
                revision=stored.revision,
                is_redacted=stored.redacted_at is not None,
            )
            if stored.source == LIVE:
                self._live.add(stored.public_id)
            # Of somebody with very many the worker hides the last ones seconds after the person.
            if stored.erasing_at is not None or stored.is_losing:
                self._erasing.add(stored.public_id)
            if stored.session_id is not None:
                self._session_owners[stored.session_id] = stored.public_id

    def _load_tombstones(self, records: Collection[ConversationRecord]) -> None:
        self._tombstones = {
            public_id: tombstone_digests(self._organization_id, public_id)
            for record in records
            for public_id in (record.id, record.session_id)
            if public_id is not None
        }
        found = Tombstone.objects.filter(
            organization_id=self._organization_id,
            digest__in=[digest for digests in self._tombstones.values() for digest in digests],
        )
        self._erased = {bytes(digest) for digest in found.values_list("digest", flat=True)}

    def admit(self, record: ConversationRecord) -> Existing | None:
        """Return what is stored of this conversation, or null for a new one.

        Raises Refusal where it was erased, where it was led here (what its events told is more
        than any record holds), or where its session belongs to another conversation.
        """
        if record.id in self._erasing or self._is_erased(record.id):
            raise Refusal("id", "was erased")
        if record.id in self._live:
            raise Refusal("id", "belongs to a conversation that was led here")
        if record.session_id is not None:
            if self._is_erased(record.session_id):
                raise Refusal("session_id", "was erased")
            if self._session_owners.get(record.session_id, record.id) != record.id:
                raise Refusal("session_id", "belongs to another conversation")
        return self._existing.get(record.id)

    def _is_erased(self, public_id: str) -> bool:
        return not self._erased.isdisjoint(self._tombstones[public_id])
