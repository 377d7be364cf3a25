"""What the Roxels API is asked of findings: the parameters of the findings page, by their names."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import QueryDict
from pydantic import Field

from api.gate.lists import Paging
from api.gate.parameters import Word
from api.interviews.asked import Status

Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", examples=["2026-05-01"])]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Number = Annotated[int, Field(ge=1, le=1_000_000_000)]
Name = Annotated[Word, Field(max_length=128)]
Where = Annotated[str, Field(max_length=800, examples=["city:is:Lisbon"])]


def _shaped(pattern: str) -> Any:
    """Return what holds a Word to a pattern, told too: behind its own check it would not be."""
    return Field(max_length=200, pattern=pattern, json_schema_extra={"pattern": pattern})


class FindingsAsked(Paging):
    """The parameters of the findings page; days are those of UTC."""

    template: Annotated[Name, Field(min_length=1, description="The template's id.")]
    version: Annotated[Number | None, Field(description="Of this version.")] = None
    where: Annotated[
        list[Where],
        Field(
            max_length=30,
            description="`goal:comparison:value`, any number of them; see docs/findings.md.",
        ),
    ] = []
    sort: Annotated[
        Annotated[Word, _shaped(r"^(asc|desc):.")] | None,
        Field(description="`asc:` or `desc:` and a goal. Only those that have a value of it."),
    ] = None
    col: Annotated[
        list[Annotated[Word, _shaped(r"^goal\..")]],
        Field(max_length=60, description="`goal.` and its id: only these findings are told."),
    ] = []
    q: Annotated[Word | None, Field(description="With these words.")] = None
    status: Annotated[list[Status], Field(description="In one of these.", max_length=5)] = []
    range: Annotated[
        Literal["today", "7d", "30d", "90d"] | None, Field(description="Created in these days.")
    ] = None
    since: Annotated[Day | None, Field(description="Created on this day or later.")] = None
    until: Annotated[Day | None, Field(description="Created on this day or earlier.")] = None
    person: Annotated[Name | None, Field(description="With the person of this id.")] = None
    findings: Annotated[Literal["yes", "no"] | None, Field(description="With any, or none.")] = None
    frames: Annotated[bool, Field(description="With captures of a shared screen.")] = False
    longer: Annotated[Minutes | None, Field(description="Longer than so many minutes.")] = None
    shorter: Annotated[Minutes | None, Field(description="Shorter than so many minutes.")] = None
    archived: Annotated[bool, Field(description="The archived ones instead.")] = False

    def query(self) -> QueryDict:
        """Return the same as the page's own URL has it."""
        pairs = []
        for name, value in self.filters().items():
            for each in value if isinstance(value, list) else [value]:
                if each is not False:
                    pairs.append((name, "1" if each is True else str(each)))
        return QueryDict(urlencode(pairs))
