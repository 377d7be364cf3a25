"""Comments on a conversation's turns."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from conversations.models import Conversation
from findings.present.reviews import name_of
from findings.queries.comments import comments
from orgs.models import User


@dataclass(frozen=True, slots=True)
class CommentRow:
    """`delete_href`: of one's own, else ""."""

    id: int
    turn: int
    turn_href: str
    who: str
    text: str
    at: datetime
    delete_href: str


@dataclass(frozen=True, slots=True)
class CommentPage:
    conversation: Conversation
    conversation_href: str
    rows: list[CommentRow]
    href: str
    add_href: str


def comment_page(slug: str, conversation: Conversation, user: User) -> CommentPage:
    where = [slug, conversation.public_id]
    base = reverse("conversation_page", args=where)
    rows = [
        CommentRow(
            comment.pk,
            comment.turn,
            f"{base}?turn={comment.turn}#turn-{comment.turn}",
            name_of(comment.author),
            comment.text,
            comment.at,
            reverse("comment_delete", args=[*where, comment.pk])
            if comment.author_id == user.pk
            else "",
        )
        for comment in comments(conversation)
    ]
    return CommentPage(
        conversation,
        base,
        rows,
        reverse("comment_list", args=where),
        reverse("comment_add", args=where),
    )
