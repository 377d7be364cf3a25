"""A file on its way in, as its page shows it: how far it is, and what its first entries become."""

import tempfile
from dataclasses import dataclass
from datetime import datetime

from intake.domain import Refusal
from intake.records import ConversationRecord
from orgs.models import Organization
from sources import queries, storage
from sources.domain.uploading import MOST_TOLD, progress
from sources.files import Entry, Source
from sources.formats import FORMATS, Format, guess
from sources.models import Stage, Upload
from web import format as formats

_HEAD = 512 * 1024  # bytes that are looked into
_SHOWN = 5
_NONE_WHOLE = (
    f"None of its entries can be shown: none is whole in its first {formats.size(_HEAD)}. "
    "The counts tell what can go in."
)
_TONES = {
    Stage.CHECKING: "live", Stage.CHECKED: "pending", Stage.IMPORTING: "live",
    Stage.DONE: "completed", Stage.FAILED: "failed",
}  # fmt: skip

# What the fields that a preview shows are called in a file, where that is something else.
_WIRE = {
    "roxels": {"Template": "template_id", "Started": "started_at", "Turns": "transcript"},
    "widget": {
        "Template": "widget_id", "Status": "outcome", "Started": "started_at",
        "Turns": "transcript", "Findings": "extracted_data", "Criteria": "criteria_results",
        "Tool calls": "tool_calls", "Usage": "credits_charged",
    },
    "backend": {
        "Template": "agent_id", "Started": "started_at", "Persons": "participant_profile",
        "Context": "session_properties", "Turns": "transcript.messages",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UploadRow:
    public_id: str
    created_at: datetime
    size: str
    format: str
    stage: str
    tone: str
    told: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an entry becomes: (our name, the file's, value), or the `problem` that keeps it out."""

    line: int
    format: str
    values: list[tuple[str, str, str]]
    problem: str


@dataclass(frozen=True, slots=True)
class UploadPage:
    """`percent`: read so far, while a worker has it; `more`: rejections that are not told.

    `unseen`: why no entry is `mapped`, "" where one is, or the file is no longer there.
    `pointless`: why there is nothing to import, of what was checked.
    """

    row: UploadRow
    upload: Upload
    percent: int
    is_working: bool
    counts: list[tuple[str, str]]
    mapped: list[Mapped]
    unseen: str
    pointless: str
    rejections: list[list[str]]
    more: int


def upload_rows(organization: Organization) -> list[UploadRow]:
    return [_row(upload) for upload in queries.uploads(organization)]


def upload_page(upload: Upload) -> UploadPage:
    is_working = upload.stage in (Stage.CHECKING, Stage.IMPORTING)
    mapped, unseen = _mapped(upload) if upload.is_waiting else ([], "")
    return UploadPage(
        row=_row(upload),
        upload=upload,
        percent=round(100 * progress(upload)) if is_working else 100,
        is_working=is_working,
        counts=[] if upload.stage == Stage.CHECKING else _counts(upload),
        mapped=mapped,
        unseen=unseen,
        pointless=_pointless(upload),
        rejections=[[str(each) for each in told] for told in upload.rejections[:20]],
        more=max(min(upload.refused, MOST_TOLD) - 20, 0),
    )


def _pointless(upload: Upload) -> str:
    """Return why importing what was checked would change nothing, "" where it would."""
    if upload.stage != Stage.CHECKED or upload.created or upload.updated:
        return ""
    return "What can go in is here already, as it is." if upload.unchanged else (
        "Nothing in it can go in."
    )  # fmt: skip


def _row(upload: Upload) -> UploadRow:
    total = upload.created + upload.updated + upload.unchanged
    words = "{} can go in, {} cannot" if upload.stage == Stage.CHECKED else "{} taken, {} refused"
    told = words.format(formats.number(total), formats.number(upload.refused))
    return UploadRow(
        public_id=upload.public_id,
        created_at=upload.created_at,
        size=formats.size(upload.size),
        format=FORMATS[upload.format].label if upload.format else "Guessed",
        stage=Stage(upload.stage).label,
        tone=_TONES[Stage(upload.stage)],
        told=told if upload.stage != Stage.CHECKING else "",
    )


def _counts(upload: Upload) -> list[tuple[str, str]]:
    is_plan = upload.stage in (Stage.CHECKED, Stage.IMPORTING)
    words = ("To be made", "To be changed", "Here already", "Cannot go in")
    done = ("Made", "Changed", "Were here already", "Could not go in")
    numbers = (upload.created, upload.updated, upload.unchanged, upload.refused)
    return list(zip(words if is_plan else done, map(formats.number, numbers), strict=True))


def _mapped(upload: Upload) -> tuple[list[Mapped], str]:
    """Return the first entries that are whole in the file's beginning, and why there are none."""
    try:
        beginning = storage.head(storage.key_of(upload.organization_id, upload.public_id), _HEAD)
    except storage.Unreachable:
        return [], "None of its entries can be shown: the bucket does not answer."
    with tempfile.TemporaryFile() as file:
        file.write(beginning)
        entries = Source(file).first(_SHOWN)
    return [_one(upload, entry) for entry in entries], "" if entries else _NONE_WHOLE


def _one(upload: Upload, entry: Entry) -> Mapped:
    format: Format = FORMATS[upload.format] if upload.format else guess(entry.value)
    try:
        record = format.conversation(entry.value)
    except Refusal as refusal:
        return Mapped(entry.line, format.label, [], f"{refusal.field}: {refusal.reason}")
    return Mapped(entry.line, format.label, _values(format, record), "")


def _values(format: Format, record: ConversationRecord) -> list[tuple[str, str, str]]:
    """Return (our name, the file's, value) of what the entry says."""
    started, wire = record.started_at, _WIRE.get(format.name, {})
    told = [
        ("Id", record.id),
        ("Template", record.template_id or ""),
        ("Status", record.status),
        ("Started", formats.day_time(started) if started else ""),
        (
            "Persons",
            ", ".join(each.name or each.external_id or "unnamed" for each in record.persons),
        ),
        ("Context", ", ".join(record.context)),
        ("Summary", record.summary),
        ("Turns", formats.number(len(record.transcript))),
        ("Findings", ", ".join(each.goal for each in record.findings)),
        ("Criteria", ", ".join(each.criterion for each in record.criteria)),
        ("Tool calls", formats.number(len(record.tool_calls)) if record.tool_calls else ""),
        ("Usage", ", ".join(f"{each.quantity.normalize():f} {each.unit}" for each in record.usage)),
        ("Kept beside", ", ".join(sorted(record.source_fields))),
    ]
    return [(name, wire.get(name, ""), value[:300]) for name, value in told if value]
