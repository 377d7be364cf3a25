"""Who asks for a URL, what they may be answered, and the usual answers to all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Visitor(StrEnum):
    ANONYMOUS = "anonymous"
    STRANGER = "stranger"  # an admin, of another organisation
    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"
    SUPPORT = "support"
    VISITING = "support with a reason"


class Answer(StrEnum):
    OK = "the page"
    SIGN_IN = "to sign-in"
    REASON = "to the page that asks for a reason"
    MOVED = "to another page"
    FORBIDDEN = "403"
    HIDDEN = "404, as for what does not exist"
    KEY = "401: the API asks for a key, whoever is signed in"


Answers = Mapping[Visitor, Answer]

MEMBERS = (Visitor.VIEWER, Visitor.ANALYST, Visitor.ADMIN)
SIGNED_IN = (Visitor.STRANGER, *MEMBERS, Visitor.SUPPORT, Visitor.VISITING)


def all_of(answer: Answer) -> dict[Visitor, Answer]:
    return dict.fromkeys(Visitor, answer)


def signed_in(answer: Answer) -> dict[Visitor, Answer]:
    return {**all_of(answer), Visitor.ANONYMOUS: Answer.SIGN_IN}


PUBLIC = all_of(Answer.OK)
ENTRANCE = {**all_of(Answer.MOVED), Visitor.ANONYMOUS: Answer.OK}
ACCOUNT = signed_in(Answer.OK)
ACCOUNT_MOVED = signed_in(Answer.MOVED)
ACCOUNT_MISSING = signed_in(Answer.HIDDEN)

READ = {
    Visitor.ANONYMOUS: Answer.SIGN_IN,
    Visitor.STRANGER: Answer.HIDDEN,
    **dict.fromkeys(MEMBERS, Answer.OK),
    Visitor.SUPPORT: Answer.REASON,
    Visitor.VISITING: Answer.OK,
}
READ_MOVED = {**READ, **dict.fromkeys((*MEMBERS, Visitor.VISITING), Answer.MOVED)}
VISIT = {**READ, **dict.fromkeys(MEMBERS, Answer.MOVED), Visitor.SUPPORT: Answer.OK}
STAFF = {
    **signed_in(Answer.HIDDEN),
    Visitor.SUPPORT: Answer.OK,
    Visitor.VISITING: Answer.OK,
}
# Support staff may not, with or without a reason.
ADMINISTER = {
    **dict.fromkeys(Visitor, Answer.FORBIDDEN),
    Visitor.ANONYMOUS: Answer.SIGN_IN,
    Visitor.STRANGER: Answer.HIDDEN,
    Visitor.ADMIN: Answer.OK,
}

STAFF_VISITORS = (Visitor.SUPPORT, Visitor.VISITING)
# An admin may, and support staff too: what they see of it is no content.
REQUEST = {**ADMINISTER, **dict.fromkeys(STAFF_VISITORS, Answer.OK)}
REQUEST_MOVED = {**ADMINISTER, **dict.fromkeys(STAFF_VISITORS, Answer.MOVED)}
# The data itself, which lies in the bucket.
DISCLOSED = {
    **ADMINISTER,
    Visitor.ADMIN: Answer.MOVED,
    Visitor.SUPPORT: Answer.REASON,
    Visitor.VISITING: Answer.MOVED,
}
STAFF_MOVED = {**STAFF, **dict.fromkeys(STAFF_VISITORS, Answer.MOVED)}
REVIEW = {**ADMINISTER, Visitor.ANALYST: Answer.OK}
REVIEW_MOVED = {**REVIEW, **dict.fromkeys((Visitor.ANALYST, Visitor.ADMIN), Answer.MOVED)}

PAGE = frozenset({"GET", "HEAD"})
FORM = PAGE | {"POST"}
# What allauth's form views take: PUT is to them as POST is.
ALLAUTH_FORM = FORM | {"PUT"}
EVERY_METHOD = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
# Where allauth turns the wrong visitor away before it looks at the method.
NOT_ASKED = EVERY_METHOD


ERASURE, ERASED = "er_example", "er_example_done"  # of the first organisation
EXPORT = "ax_example"  # an access export of each organisation's person
JOINABLE = "iv_joinable"  # a conversation of the first organisation that anyone may join


@dataclass(frozen=True)
class Case:
    """What each visitor gets who opens a URL, and with which methods it may be asked at all.

    `about`: the kind of object that `public_id` in the URL names. `extra`: its other parts.
    """

    answers: Answers
    about: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    methods: frozenset[str] = PAGE

    @property
    def refused(self) -> frozenset[str]:
        return EVERY_METHOD - self.methods
