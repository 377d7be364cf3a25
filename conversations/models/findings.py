"""What was learnt, and how the conversation was judged."""

from django.db import models

from conversations.models.conversation import Conversation
from conversations.models.template import Template
from orgs.models import Organization

_OF_GOAL = ("template", "is_test", "goal")
_PLACE = ("conversation_created_at", "conversation")


class EvidenceSource(models.TextChoices):
    GIVEN = "given", "Given by the runtime"
    LOCATED = "located", "Located in the transcript"
    NONE = "none", "None"
    CHAINED = "chained", "Answered by an API that was called"


class Reviewed(models.TextChoices):
    """What people have said of a finding; "" while nobody has."""

    ACCEPTED = "accepted", "Accepted"
    CORRECTED = "corrected", "Corrected"
    REJECTED = "rejected", "Rejected"


class Finding(models.Model):
    """A goal's committed value.

    `goal` is the goal's id; `declared` tells whether the template version has it. `value` is JSON
    as committed; `value_key` its text cut at 200 characters, lower-cased, for filters;
    `value_number` and `value_time` hold it typed where it has such a reading.
    `evidence`: [{"turn": position, "start": offset, "end": offset}] in characters of that turn's
    text (start and end may be absent), or [{"frame": id}].
    `confidence` is 0–1. `is_supported`: whether the words of the evidence hold the value, null
    where that cannot be told; see docs/findings.md. `review`: what people said of it. Of a
    corrected one `value` is the correction, of a rejected one it is null, and `original_value` is
    what the runtime committed; every decision stays as a `FindingDecision`. `is_test` and
    `conversation_created_at` repeat the conversation's, so that one index finds a value's
    conversations newest first.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="finding_rows", db_index=False
    )
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, related_name="+", db_index=False
    )
    goal = models.CharField(max_length=200)
    declared = models.BooleanField(default=True)
    value = models.JSONField(null=True)
    value_key = models.CharField(max_length=200)
    value_number = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    value_time = models.DateTimeField(null=True)
    evidence = models.JSONField(default=list)
    evidence_source = models.CharField(max_length=7, choices=EvidenceSource)
    is_supported = models.BooleanField(null=True)
    confidence = models.FloatField(null=True)
    committed_at = models.DateTimeField(null=True)
    review = models.CharField(max_length=9, choices=Reviewed, blank=True, default="", db_default="")
    original_value = models.JSONField(null=True)
    conversation_created_at = models.DateTimeField()
    is_test = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "goal"], name="finding_goal_unique"),
            models.CheckConstraint(condition=~models.Q(goal=""), name="finding_goal"),
            models.CheckConstraint(
                condition=models.Q(evidence_source__in=EvidenceSource.values),
                name="finding_evidence_source",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True)
                | models.Q(confidence__gte=0, confidence__lte=1),
                name="finding_confidence",
            ),
            models.CheckConstraint(
                condition=models.Q(review__in=["", *Reviewed.values]), name="finding_review"
            ),
        ]
        # Each ends with the place in the list, and is read from either end.
        indexes = [
            models.Index(
                fields=[*_OF_GOAL, "value_key", *_PLACE],
                name="finding_by_value",
            ),
            models.Index(
                fields=[*_OF_GOAL, "value_number", *_PLACE],
                condition=models.Q(value_number__isnull=False),
                name="finding_by_number",
            ),
            models.Index(
                fields=[*_OF_GOAL, "value_time", *_PLACE],
                condition=models.Q(value_time__isnull=False),
                name="finding_by_time",
            ),
            # Of a range that many have, the newest: walked in order, compared on the way.
            models.Index(
                fields=[*_OF_GOAL, *_PLACE],
                include=["value_number", "value_time"],
                condition=models.Q(value_number__isnull=False) | models.Q(value_time__isnull=False),
                name="finding_in_range",
            ),
            models.Index(
                fields=["template", "is_test", *_PLACE],
                condition=models.Q(is_supported=False),
                name="finding_unsupported",
            ),
            # Few are reviewed: an export asks for those of a template, an import for its own.
            models.Index(
                fields=["template", "conversation"],
                condition=~models.Q(review=""),
                name="finding_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.goal} of conversation {self.conversation_id}"


class CriterionResult(models.Model):
    """One acceptance criterion, judged; `passed` is null where the judge could not tell."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="criterion_results", db_index=False
    )
    criterion = models.CharField(max_length=200)
    passed = models.BooleanField(null=True)
    reasoning = models.TextField(blank=True)
    evaluated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "criterion"], name="criterion_result_unique"
            ),
            models.CheckConstraint(condition=~models.Q(criterion=""), name="criterion_result_name"),
        ]

    def __str__(self) -> str:
        return f"criterion {self.criterion} of conversation {self.conversation_id}"
