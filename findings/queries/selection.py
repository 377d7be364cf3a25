"""What somebody looks at: a template's conversations as rows, its goals as columns, and which.

One selection is read from a URL and written back to it, whatever answers: the table, the charts
above it, an export, the API. The same parameters therefore mean the same everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from conversations.filters import ConversationFilters
from findings.queries.conditions import Condition, Op

MOST_CONDITIONS, MOST_COLUMNS = 30, 60
# What a column shows: a goal's finding, a criterion's result, a value of the conversation's
# context, something of the first person, something of the conversation itself.
KINDS = ("goal", "criterion", "context", "person", "about")
ABOUT = ("status", "outcome", "length", "turns", "version", "created")
PERSON = ("name", "external_id", "email")
PERSON_OBJECTS = ("profile", "org_context")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which conversations and columns, in which order. `filters.template` is the template's id.

    `version`: only conversations of this version; `against`: one to compare it with in charts.
    `columns`: keys as `goal.city`, () for the usual ones; `pinned` ones stand first and stay in
    sight. `where`: what is asked of findings. `sort`: `asc:` or `desc:` and a goal's id, "" for
    newest first; sorted by a goal there are only those that have it.
    """

    filters: ConversationFilters = field(default_factory=ConversationFilters)
    version: int | None = None
    against: int | None = None
    columns: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    sort: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query parameters that mean this, in one fixed order."""
        own: list[tuple[str, str]] = []
        if self.version is not None:
            own.append(("version", str(self.version)))
        if self.against is not None:
            own.append(("against", str(self.against)))
        own += [("where", str(condition)) for condition in self.where]
        own += [("sort", self.sort)] if self.sort else []
        own += [("col", key) for key in self.columns]
        own += [("pin", key) for key in self.pinned]
        return [*self.filters.pairs(), *own]

    @property
    def scope(self) -> str:
        """What decides rows and their order, spelled out, for cursors to carry."""
        narrowing = replace(self, columns=(), pinned=(), against=None)
        return "findings?" + "&".join(f"{name}={value}" for name, value in narrowing.pairs())

    @property
    def template(self) -> str:
        return self.filters.template

    @property
    def sort_goal(self) -> str:
        return self.sort.partition(":")[2]

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("desc:")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but template, version and kind decides which conversations there are."""
        kept = replace(ConversationFilters(), template=self.template, test=self.filters.test)
        return bool(self.where or self.filters != kept)

    def narrowed_by(self, *conditions: Condition) -> "Selection":
        """Return it with further conditions, each once."""
        return replace(self, where=tuple(dict.fromkeys((*self.where, *conditions))))

    def without(self, *conditions: Condition) -> "Selection":
        return replace(self, where=tuple(each for each in self.where if each not in conditions))

    def of_goal(self, goal: str) -> list[Condition]:
        """Return what is asked of this goal."""
        return [each for each in self.where if each.subject == goal and each.op != Op.JUDGED]

    def without_search(self) -> "Selection":
        """Return it without words: what is counted leaves them out."""
        return replace(self, filters=self.filters.without("q")) if self.filters.q else self

    def plain(self) -> "Selection":
        """Return the same template, version, columns and kind without anything that narrows it."""
        filters = ConversationFilters(template=self.template, test=self.filters.test)
        return replace(self, filters=filters, where=(), sort="")


def column(kind: str, name: str) -> str:
    return f"{kind}.{name}"


def is_column(key: str) -> bool:
    """Whether a column of this key can be shown; a goal's that nobody has is an empty column."""
    kind, _, name = key.partition(".")
    if not name or len(name) > 200 or "\x00" in name:
        return False
    if kind == "about":
        return name in ABOUT
    if kind == "person":
        return name in PERSON or name.partition(".")[0] in PERSON_OBJECTS
    return kind in KINDS


def unique_columns(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those keys that can be shown, each once, as many as a table takes."""
    return tuple(dict.fromkeys(key for key in keys if is_column(key)))[:MOST_COLUMNS]
