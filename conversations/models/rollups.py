"""Counts of conversations by hour and by day, kept so that no page counts conversations itself.

Each row is recounted from the conversations it stands for, never raised or lowered: see
`conversations.domain.rollups` and docs/adr/0006. Conversations that are being erased are not
counted, archived ones are, test ones stand apart.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conversations.models.template import Template, TemplateVersion
from orgs.models import Organization

# Lower ends, in seconds, of the buckets of conversation lengths; before the first lies bucket 0.
# Each is a tenth wider than the one before, so a bucket's middle is within 5 % of all in it.
LENGTH_EDGES = tuple(round(10 * 1.1**step, 3) for step in range(72))  # 10 s to 2.4 h
LENGTH_BUCKETS = len(LENGTH_EDGES) + 1


class Counted(models.Model):
    """How many conversations stand in each status, and how the goals of ended ones stand.

    `goals_met` of `goals_total` are of ended conversations only: one that goes on or that nobody
    joined has not missed its goals.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    is_test = models.BooleanField()
    created = models.PositiveIntegerField()
    joined = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    abandoned = models.PositiveIntegerField()
    goals_met = models.PositiveBigIntegerField()
    goals_total = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class HourRollup(Counted):
    """One organisation's conversations created in one hour of UTC; `hour` is its beginning.

    `turns`: said in them. `lengths`: how many of those with a duration fall in each of the
    LENGTH_BUCKETS buckets.
    """

    hour = models.DateTimeField()
    turns = models.PositiveBigIntegerField()
    lengths = ArrayField(models.PositiveIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "is_test", "hour"], name="hour_rollup_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"hour {self.hour:%Y-%m-%d %H} of organization {self.organization_id}"


class VersionRollup(Counted):
    """One template version's conversations created on one day of UTC."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="+", db_index=False)
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "is_test", "template_version", "day"],
                name="version_rollup_unique",
            ),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="version_rollup_by_day")]

    def __str__(self) -> str:
        return f"day {self.day} of template version {self.template_version_id}"


class GoalRollup(models.Model):
    """How many ended conversations of a template version, created on a day of UTC, met a goal.

    A goal is met by a declared finding whose value is not null.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="+", db_index=False
    )
    goal = models.CharField(max_length=200)
    is_test = models.BooleanField()
    day = models.DateField()
    met = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template_version", "is_test", "goal", "day"], name="goal_rollup_unique"
            ),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="goal_rollup_by_day")]

    def __str__(self) -> str:
        return f"day {self.day} of goal {self.goal}"


class FindingRollup(models.Model):
    """How many conversations of a template version, created on a day of UTC, have a value.

    `goal` "": how many there are. `value_key` "": how many have any value of the goal. Else a value
    that the version itself names, or a boolean: what persons said in words of their own is counted
    from the findings. Archived conversations are not counted, as lists do not show them.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+", db_index=False)
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="+", db_index=False
    )
    is_test = models.BooleanField()
    goal = models.CharField(max_length=200, blank=True)
    value_key = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "is_test", "template_version", "goal", "value_key", "day"],
                include=["count"],
                name="finding_rollup_unique",
            ),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="finding_rollup_by_day")]

    def __str__(self) -> str:
        return f"day {self.day} of goal {self.goal}"


class CriterionRollup(models.Model):
    """How the conversations of a template version, created on a day of UTC, were judged.

    Archived ones are not counted. What was judged and could not be told is in neither number.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+", db_index=False)
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="+", db_index=False
    )
    is_test = models.BooleanField()
    criterion = models.CharField(max_length=200)
    day = models.DateField()
    passed = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "is_test", "template_version", "criterion", "day"],
                name="criterion_rollup_unique",
            ),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="criterion_rollup_by_day")]

    def __str__(self) -> str:
        return f"day {self.day} of criterion {self.criterion}"


class RollupMark(models.Model):
    """A word that conversations created on this day of UTC changed, left by whoever changed them.

    Rows are only ever added and, by a refresh, deleted: nobody waits for anybody else's mark, and
    none can be lost to one that is being worked off.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="rollup_mark_by_day")]

    def __str__(self) -> str:
        return f"mark of {self.day} of organization {self.organization_id}"
