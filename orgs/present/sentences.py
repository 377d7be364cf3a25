"""What an audit event says, in plain words. Names come from today's rows, never from the event."""

from dataclasses import dataclass

from django.urls import reverse
from markupsafe import Markup

from orgs.models import AuditEvent

FORMER = "a former member"

_SAYS = {
    "user.signed_in": "{who} signed in",
    "user.password_changed": "{who} changed their password",
    "user.password_reset": "{who} set a new password by a mailed link",
    "user.second_factor_added": "{who} switched two-factor sign-in on",
    "user.second_factor_removed": "{who} switched two-factor sign-in off",
    "user.recovery_codes_renewed": "{who} made new recovery codes",
    "member.invited": "{who} invited {invited} as {role}",
    "member.joined": "{who} joined as {role}",
    "member.role_changed": "{who} changed {whose} role from {before} to {after}",
    "member.removed": "{who} removed {whom}",
    "invitation.revoked": "{who} revoked the invitation of {invited}",
    "key.issued": "{who} made the {kind} API key {key}, with {scopes}",
    "key.rotated": "{who} rotated the API key {key} into {successor}; the old one {overlap}",
    "key.revoked": "{who} revoked the API key {key}",
    "conversation.create": "{who} made {object}, to be joined",
    "conversation.export": "{who} exported {object} as {form}",
    "endpoint.created": "{who} made {object}",
    "endpoint.changed": "{who} changed {object}",
    "endpoint.rotated": "{who} rotated the signing secret of {object}",
    "endpoint.paused": "{who} paused {object}",
    "endpoint.resumed": "{who} resumed {object}",
    "endpoint.disabled": "{who} disabled {object}",
    "endpoint.enabled": "{who} enabled {object}",
    "endpoint.tested": "{who} sent a test event to {object}",
    "endpoint.recovered": "{who} had everything sent again that {object} lacked",
    "erasure.requested": "{who} asked for {object}",
    "erasure.approved": "{who} approved {object}",
    "erasure.denied": "{who} denied {object}",
    "erasure.done": "{who} finished {object}: nothing is left",
    "erasure.lists_erased": "{who} deleted saved lists that were a search for an erased person",
    "erasure.mentions_dismissed": "{who} left mentions of an erased person as they are",
    "erasure.mentions_redacted": "{who} redacted mentions of an erased person",
    "erasure.mentions_proposed": "{who} asked for conversations that mention an erased person",
    "erasure.mentions_erased": "{who} had conversations erased that mention an erased person",
    "retention.changed": "{who} changed how long conversations are kept",
    "person.export": "{who} had the data of {object} put together",
    "person.exported": "{who} downloaded the data of {object}",
    "person.export_removed": "{who} removed the data put together of {object}",
    "support.found": "{who} looked for the id of {object}",
    "queue.created": "{who} made {object}",
    "queue.closed": "{who} closed {object}",
    "queue.reopened": "{who} opened {object} again",
    "queue.settled": "{who} settled a finding of {object}",
    "correction.sent": "{who} sent a correction of {object} to who has the old value",
    "findings.export": "{who} exported findings as {form}",
    "findings.export_removed": "{who} removed an export of findings",
    "support.visit": "{who} opened the organisation",
    "support.read": "{who} read {object}",
}
# What the name of a page means to somebody who reads the log.
_PAGES = {
    "conversation_list": "the list of conversations",
    "conversation_page": "a conversation",
    "conversation_events": "the events of a conversation",
    "conversation_record": "the raw record of a conversation",
    "conversation_download": "a conversation’s download",
    "delivery_list": "the list of deliveries",
    "delivery_page": "a delivery",
    "endpoint_list": "the list of endpoints",
    "endpoint_page": "an endpoint",
    "frames": "the frames of a conversation",
    "frame_original": "a frame of a conversation",
    "output_log": "the outputs of a conversation",
    "person_list": "the list of persons",
    "person_page": "a person",
    "person_conversations": "a person’s conversations",
    "person_findings": "a person’s findings",
    "access_export": "a person’s data",
    "person_erase": "the request to delete a person",
    "erasure_page": "an erasure",
    "finding_table": "a table of findings",
    "finding_goal": "what was found of a goal",
    "finding_criterion": "how a criterion was judged",
    "finding_value": "a finding",
    "finding_review": "a finding",
    "review_list": "the review queues",
    "review_queue": "a review queue",
    "review_item": "a finding under review",
    "comment_list": "the comments on a conversation",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids mean now. `pages`: {(kind, public id): name of the URL that shows it}.

    API keys are named twice: `keys` by public id, as objects, `programs` by key, as actors.
    """

    slug: str
    members: dict[int, str]
    staff: dict[int, str]
    invited: dict[str, str]
    keys: dict[str, str]
    programs: dict[int, str]
    pages: dict[tuple[str, str], str]

    def actor(self, event: AuditEvent) -> Markup:
        """Return who did it."""
        kinds = AuditEvent.Actor
        if event.actor_kind == kinds.KEY and event.actor_id in self.programs:
            return Markup("The API key {}").format(_named(self.programs[event.actor_id]))
        if event.actor_kind == kinds.KEY:
            return Markup("An API key")
        if event.actor_kind == kinds.SYSTEM:
            return Markup("Roxels Dash")
        if event.actor_kind == kinds.SUPPORT and event.actor_id in self.staff:
            return _named(self.staff[event.actor_id])
        if event.actor_kind == kinds.SUPPORT:
            return Markup("Support staff")
        return self.member(event.actor_id, FORMER.capitalize())

    def member(self, user_id: int | None, otherwise: str = FORMER) -> Markup:
        """Return a member's name; one who is none any more has none here."""
        if user_id in self.members:
            return _named(self.members[user_id])
        return Markup.escape(otherwise)


def subject_of(event: AuditEvent) -> tuple[str, str]:
    """Return (kind, public id) of what the event is about, ("", "") where that is no object.

    An export tells its form where others tell the kind; a support person's read tells the page.
    """
    if event.action == "conversation.export":
        return "conversation", event.object_id
    if event.action == "support.read":
        return (event.object_type.split("_")[0], event.object_id) if event.object_id else ("", "")
    if event.object_type == "user":
        return "", ""
    return event.object_type, event.object_id


def sentence(event: AuditEvent, names: Names, *, says_who: bool = True) -> Markup:
    """Return the event's sentence, its actor left out where a heading names them.

    An action without a sentence is told by its own name.
    """
    says = _SAYS.get(event.action)
    if says is None:
        told = event.action.replace(".", " ").replace("_", " ")
        return Markup("{}: {} {}").format(names.actor(event), told, _object(event, names))
    if not says_who:
        verb = says.removeprefix("{who} ")
        says = verb[0].upper() + verb[1:]
    details = {key: str(value) for key, value in event.details.items()}
    return Markup(says).format(
        who=names.actor(event),
        whom=_whom(event, names),
        whose=_whose(event, names),
        invited=names.invited.get(event.object_id, "somebody"),
        role=details.get("role", "a member"),
        before=details.get("from", "one"),
        after=details.get("to", "another"),
        object=_object(event, names),
        form=event.object_type,
        kind=details.get("kind", ""),
        key=_key(event, names),
        scopes=", ".join(details.get("scopes", "").split()),
        successor=_prefix(details.get("new_prefix", "")),
        overlap=_overlap(event),
    )


def _whom(event: AuditEvent, names: Names) -> Markup:
    if event.object_id == str(event.actor_id):
        return Markup("themselves")
    return names.member(_user_id(event))


def _whose(event: AuditEvent, names: Names) -> Markup:
    if event.object_id == str(event.actor_id):
        return Markup("their own")
    return Markup("{}’s").format(names.member(_user_id(event)))


def _key(event: AuditEvent, names: Names) -> Markup:
    """Return the key's name and its first letters, by which the two of a rotation differ."""
    prefix = _prefix(event.details.get("prefix", ""))
    name = names.keys.get(event.object_id)
    return Markup("{} {}").format(_named(name), prefix) if name else prefix


def _prefix(letters: str) -> Markup:
    return Markup('<span class="mono">{}…</span>').format(letters)


def _overlap(event: AuditEvent) -> str:
    hours = int(event.details.get("overlap_hours", 0))
    return f"works {hours} h longer" if hours else "ended at once"


def _user_id(event: AuditEvent) -> int | None:
    is_user = event.object_type == "user" and event.object_id.isdecimal()
    return int(event.object_id) if is_user else None


def _object(event: AuditEvent, names: Names) -> Markup:
    """Return what it is about, as a link where that is still there."""
    kind, public_id = subject_of(event)
    label = _PAGES.get(event.object_type if event.action == "support.read" else f"{kind}_page")
    text = label or (event.object_type if event.action == "support.read" else kind)
    text = text.replace("_", " ")
    page = names.pages.get((kind, public_id))
    if page is None:
        return Markup.escape(text)
    href = reverse(page, args=[names.slug, public_id])
    return Markup('<a class="link" href="{}">{}</a>').format(href, text)


def _named(name: str) -> Markup:
    return Markup("<b><bdi>{}</bdi></b>").format(name)
