"""The conversation page as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils import timezone

from conversations.filters import ConversationFilters
from conversations.models import Conversation, Modality, SessionStatus, TurnRole
from conversations.present import curl, pictures, transcript
from conversations.present import findings as findings_words
from conversations.present import origin as origins
from conversations.present import strip as strips
from conversations.present.placing import names_in, placed_of, shown_of
from conversations.present.rows import status_of, template_label
from conversations.queries import listing
from conversations.queries.facts import Facts
from conversations.queries.together import JudgedRow, PersonRow, UsageRow
from web import format as formats
from web import highlight, values


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every tab of a conversation."""

    conversation: Conversation
    title: str
    status: str
    status_label: str
    session: str
    facts: list[tuple[str, str, str]]
    base: str
    query: str
    back: str
    newer: str
    older: str
    curl: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    person: PersonRow
    others: int
    recent: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Usage:
    rows: list[tuple[str, str, str]]
    total: str


@dataclass(frozen=True, slots=True)
class Output:
    kind: str
    target: str
    status: str
    label: str


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """The transcript tab: the feed, and everything in the rail beside it."""

    strip: strips.Strip | None
    entries: list[transcript.Entry]
    findings: list[findings_words.FindingRow]
    criteria: Sequence[JudgedRow]
    persons: list[PersonCard]
    usage: Usage
    outputs: list[Output]
    context: tuple[values.Entry, ...]
    origin: list[origins.Card]
    hits: list[int]
    part: int
    parts: int

    def turn_href(self, position: int, query: str) -> str:
        """Return the link to a turn, which may stand in another part of a long transcript."""
        if self.parts == 1:
            return f"#turn-{position}"
        joined = f"{query}&" if query else "?"
        return f"{joined}turn={position}#turn-{position}"


def head(
    conversation: Conversation,
    filters: ConversationFilters,
    usage: Sequence[UsageRow] = (),
    turns: Sequence[Any] = (),
    *,
    is_alone: bool = False,
) -> Head:
    """Return the head, with older and newer within the list the reader came from.

    `is_alone`: without those, for a page that has them.
    """
    organization = conversation.organization
    slug = organization.slug
    pairs = filters.pairs()
    query = f"?{urlencode(pairs)}" if pairs else ""
    list_path = reverse("conversation_list", args=[slug])
    beside = ("", "") if is_alone else listing.neighbours(organization, filters, conversation)
    newer, older = beside
    now = timezone.now()
    status, label = status_of(
        conversation.status, conversation.turn_count, conversation.started_at, now
    )
    return Head(
        conversation=conversation,
        title=title(conversation),
        status=status,
        status_label=label,
        session=session_words(conversation),
        facts=_facts(conversation, usage, turns),
        base=f"{list_path}{conversation.public_id}/",
        query=query,
        back=f"{list_path}{query}",
        newer=f"{list_path}{newer}/{query}" if newer else "",
        older=f"{list_path}{older}/{query}" if older else "",
        curl=curl.of_conversation(conversation),
    )


def session_words(conversation: Conversation) -> str:
    """Return how the session stands while it is under way, "" before and after."""
    status = conversation.session_status
    if conversation.is_ended or not status:
        return ""
    return str(SessionStatus(status).label)


def title(conversation: Conversation) -> str:
    who = conversation.person_label or "No person"
    return f"{who} — {conversation.template_name}" if conversation.template_name else who


def _facts(
    conversation: Conversation, usage: Sequence[UsageRow], turns: Sequence[Any]
) -> list[tuple[str, str, str]]:
    """Return (name, value, what the value means) for what is known."""
    at = conversation.started_at
    told = [
        ("Started", formats.day_time(at), formats.full(at))
        if at
        else (
            "Created",
            formats.day_time(conversation.created_at),
            formats.full(conversation.created_at),
        ),
        ("Length", formats.duration(conversation.duration_seconds), ""),
        ("Turns", formats.number(conversation.turn_count), ""),
        ("Template", template_label(conversation.template_name, conversation.version_number), ""),
    ]
    if total := _total(usage):
        told.append(("Cost", total, ""))
    if modality := _modality(turns):
        told.append(("By", modality, "How it was said"))
    if share := _spoken_share(turns):
        told.append(("Person spoke", share, "Share of the characters said"))
    if conversation.outcome and conversation.outcome != conversation.status:
        told.append(("Outcome", conversation.outcome, ""))
    if conversation.end_reason:
        told.append(("Ended by", conversation.end_reason, ""))
    return told


def _modality(turns: Sequence[Any]) -> str:
    said = {turn.modality for turn in turns} - {""}
    return " and ".join(Modality(each).label.lower() for each in sorted(said, reverse=True))


def _spoken_share(turns: Sequence[Any]) -> str:
    said = sum(len(turn.text) for turn in turns if turn.role == TurnRole.USER)
    total = sum(len(turn.text) for turn in turns if turn.role != TurnRole.SYSTEM)
    return f"{said / total:.0%}" if total else ""


def _total(usage: Sequence[UsageRow]) -> str:
    sums: dict[str, Decimal] = {}
    for row in usage:
        if row.cost is not None:
            sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.cost
    return " + ".join(formats.money(amount, currency) for currency, amount in sums.items())


def transcript_page(facts: Facts, filters: ConversationFilters) -> TranscriptPage:
    query = highlight.parse(filters.q) or None
    known = facts.known
    placed = placed_of(facts)
    names, shown = names_in(facts), shown_of(facts)
    feed = transcript.entries(
        facts.conversation, known.turns, known.tool_calls, placed, query, names, shown
    )
    return page_with(facts, placed, feed)


def page_with(
    facts: Facts, placed: Sequence[transcript.Commit], feed: list[transcript.Entry]
) -> TranscriptPage:
    """Return the page around `feed`, which may be a stretch of it."""
    conversation, known = facts.conversation, facts.known
    goals = [(commit.goal, commit.turn, commit.at) for commit in placed]
    behind = pictures.behind(conversation, facts.pictures, known.findings)
    return TranscriptPage(
        strip=strips.strip(facts, goals, pictures.base_of(conversation)),
        entries=feed,
        findings=findings_words.findings(conversation, known.goals, known.findings, behind),
        criteria=known.criteria,
        persons=_person_cards(conversation, known.persons),
        usage=Usage([_usage_row(row) for row in known.usage], _total(known.usage)),
        outputs=outputs(conversation),
        context=values.entries(conversation.context),
        origin=origins.cards(conversation),
        hits=[entry.position for entry in feed if entry.is_hit],
        part=facts.part,
        parts=facts.parts,
    )


def _usage_row(row: UsageRow) -> tuple[str, str, str]:
    cost = formats.NONE if row.cost is None else formats.money(row.cost, row.currency)
    return row.component.replace("_", " "), f"{formats.decimal(row.quantity)} {row.unit}", cost


def _person_cards(conversation: Conversation, persons: Sequence[PersonRow]) -> list[PersonCard]:
    base = reverse("conversation_list", args=[conversation.organization.slug])
    return [
        PersonCard(
            person,
            max(person.conversation_count - 1, 0),
            [
                (f"{base}{row.public_id}/", row.template_name or row.public_id, formats.day(row.at))
                for row in person.recent
            ],
        )
        for person in persons
    ]


_OUTPUT_KINDS = {"webhooks": "Webhook", "callbacks": "Callback", "chained": "API call"}
_OUTPUT_STATES = {"success": "success", "failed": "failed", "pending": "pending"}


def outputs(conversation: Conversation) -> list[Output]:
    """Return the deliveries an import told of, as it told them."""
    told = conversation.source_fields.get("outputs")
    found: list[Output] = []
    for key, kind in _OUTPUT_KINDS.items():
        items = told.get(key) if isinstance(told, dict) else None
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                found.append(_output(kind, item))
    return found


def _address(target: str) -> str:
    """Return host and path: what else an address holds may be a password or somebody's words."""
    try:
        address = urlsplit(target)
        host = address.netloc.rpartition("@")[2]
    except ValueError:
        return "unreadable address"
    return f"{host}{address.path}"


def _output(kind: str, item: dict[str, Any]) -> Output:
    status = str(item.get("status", ""))
    attempts = item.get("attempts")
    tries = f" · {formats.plural(attempts, 'try', 'tries')}" if isinstance(attempts, int) else ""
    target = item.get("url") or item.get("name") or ""
    label = {"success": "Delivered", "failed": "Failed", "pending": "Pending"}.get(status, status)
    return Output(
        kind,
        _address(str(target)),
        _OUTPUT_STATES.get(status, "none"),
        f"{label or 'Unknown'}{tries}",
    )
