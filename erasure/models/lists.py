"""What a job needs to know of whom it erases; its end deletes all of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from erasure.models.job import Erasure


class Term(models.TextChoices):
    """By which of its words a mention was found."""

    EXTERNAL_ID = "external id", "The external id"
    EMAIL = "email", "The e-mail address"
    NAME = "name", "The name"


def typed_for(external_id: str | None, public_id: str) -> str:
    """Return what has to be typed for a person: the external id; where there is none, or one that
    no field takes as it is, the id."""
    can_be_typed = external_id and external_id.isprintable() and external_id == external_id.strip()
    return external_id if external_id and can_be_typed else public_id


class Identity(models.Model):
    """Who is erased: for the typed confirmation, and to look for mentions of them.

    `earlier`: [[Term, text], …] that they were called by since it was requested and not any more
    when it began. `highest`: {table: the highest id} of when it began: rows with higher ones are
    somebody else's, even of who is called the same.
    """

    erasure = models.OneToOneField(
        Erasure, models.PROTECT, primary_key=True, related_name="identity"
    )
    person_id = models.BigIntegerField()
    public_id = models.CharField(max_length=128)
    external_id = models.CharField(max_length=255, null=True)
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=320, blank=True)
    earlier = models.JSONField(default=list)
    highest = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="erasure_identity_person")]

    def __str__(self) -> str:
        return f"identity of erasure {self.erasure_id}"

    @property
    def called(self) -> list[tuple[Term, str]]:
        """What the person is called by."""
        told = (
            (Term.EXTERNAL_ID, self.external_id),
            (Term.EMAIL, self.email),
            (Term.NAME, self.name),
        )
        return [(term, text) for term, text in told if text]

    @property
    def typed_confirmation(self) -> str:
        """What whoever approves has to type: see `typed_for`."""
        return typed_for(self.external_id, self.public_id)


class Target(models.Model):
    """One row that the job erases or detaches: the job's own list, which it works from.

    `place`: the table; `row_id`: the row's key there. `public_ids`: the public ids it has, a
    conversation's session id too: objects and answers are found by them after the row is gone.
    """

    pk = models.CompositePrimaryKey("erasure_id", "place", "row_id")
    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    public_ids = ArrayField(models.CharField(max_length=128), default=list, db_default=[])

    class Meta:
        indexes = [models.Index(fields=["place", "row_id"], name="erasure_target_row")]

    def __str__(self) -> str:
        return f"target {self.place} {self.row_id}"


class MentionState(models.TextChoices):
    OPEN = "open", "To be reviewed"
    ERASED = "erased", "Erased with its conversation"
    REDACTED = "redacted", "Redacted"
    DISMISSED = "dismissed", "Dismissed"


class Mention(models.Model):
    """A row of somebody else that names the person: where it is, and never what it says.

    `place`, `row_id`: the table and the row's key. `conversation_id`, `person_id`: whose it is,
    by internal id, null where it is nobody's; `conversation`, `person`: the same by public id.
    `proposed_by`: who asked for its conversation to be erased too, where a second one has to.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="mentions", db_index=False)
    place = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    conversation_id = models.BigIntegerField(null=True)
    conversation = models.CharField(max_length=128, blank=True)
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=128, blank=True)
    terms = ArrayField(models.CharField(max_length=11, choices=Term))
    state = models.CharField(max_length=9, choices=MentionState, default=MentionState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "place", "row_id"], name="erasure_mention_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"
