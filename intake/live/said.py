"""The transcript of a live conversation: what is new, and what was said before where it matters."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from intake.live.data import TurnData
from web import ids

_STORED = """
    SELECT position, public_id, role, text, at FROM conversations_turn
    WHERE conversation_id = %s ORDER BY position
"""


@dataclass(slots=True)
class Said:
    """One turn. `corrected_at`: when these events corrected it."""

    position: int
    public_id: str
    role: str
    text: str
    at: datetime | None
    modality: str = ""
    corrected_at: datetime | None = None


class Turns:
    """Turns by position or id. Stored ones are read only when somebody asks for one of them."""

    def __init__(self, conversation_id: int, count: int) -> None:
        self._conversation_id = conversation_id
        self._stored_count = count
        self._stored: list[Said] | None = None if count else []
        self._by_id: dict[str, Said] = {}
        self.new: list[Said] = []
        self.corrected: dict[int, Said] = {}  # stored ones, by position

    @property
    def count(self) -> int:
        return self._stored_count + len(self.new)

    def say(self, data: TurnData, at: datetime) -> Said:
        turn = Said(
            self.count + 1, data.id or ids.mint_turn(), data.role, data.text, at, data.modality
        )
        self.new.append(turn)
        if self._by_id:
            self._by_id[turn.public_id] = turn
        return turn

    def correct(self, turn: Said, text: str, at: datetime) -> None:
        turn.text, turn.corrected_at = text, at
        if turn.position <= self._stored_count:
            self.corrected[turn.position] = turn

    def find(self, reference: int | str) -> Said | None:
        """Return the turn at a position or of an id; of twins the one said last."""
        if isinstance(reference, int):
            if reference > self._stored_count:
                index = reference - self._stored_count - 1
                return self.new[index] if index < len(self.new) else None
            return self._read()[reference - 1]
        if not self._by_id:
            self._by_id = {turn.public_id: turn for turn in self.all()}
        return self._by_id.get(reference)

    def all(self) -> list[Said]:
        return self.since(0)

    def since(self, count: int) -> list[Said]:
        """Return the turns after the first `count`."""
        if count >= self._stored_count:
            return self.new[count - self._stored_count :]
        return [*self._read()[count:], *self.new]

    def _read(self) -> list[Said]:
        if self._stored is None:
            with connection.cursor() as cursor:
                cursor.execute(_STORED, [self._conversation_id])
                self._stored = [Said(*row) for row in cursor.fetchall()]
        return self._stored

    def last_words(self, *, anew: bool = False) -> str | None:
        """Return what the person said last in these events, or after them where one corrected it.

        Null where nothing of it changed. `anew`: of all turns, whatever changed.
        """
        anew = anew or bool(self.corrected)
        turns = self.all() if anew else self.new
        for turn in reversed(turns):
            if turn.role == "user" and turn.text[:2_000].strip():
                return turn.text
        return "" if anew else None
