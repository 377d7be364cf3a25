"""What somebody says who starts a conversation by hand."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from intake.records import JsonObject, PersonRecord

_MOST_ROWS = 50
_CONTEXT: TypeAdapter[dict[str, Any]] = TypeAdapter(JsonObject)


@dataclass(slots=True)
class Row:
    """One line of the form that may stand there several times: two texts, and what is wrong."""

    first: str = ""
    second: str = ""
    errors: dict[str, str] = field(default_factory=dict)  # by "first" and "second"

    @property
    def is_empty(self) -> bool:
        return not self.first and not self.second


def rows(data: QueryDict, first: str, second: str) -> list[Row]:
    """Return the lines sent under these two names, one at least."""
    pairs = zip(data.getlist(first)[:_MOST_ROWS], data.getlist(second)[:_MOST_ROWS], strict=False)
    return [Row(one.strip(), other.strip()) for one, other in pairs] or [Row()]


def _once() -> str:
    return secrets.token_urlsafe(24)


class NewConversationForm(forms.Form):
    """`persons` and `context` are rows that empty ones count as nothing in.

    `once` tells a form that is sent twice from two that say the same.
    """

    once = forms.RegexField(r"^[A-Za-z0-9_-]{20,64}$", initial=_once, widget=forms.HiddenInput)
    template_id = forms.CharField(label="Template", max_length=128, widget=forms.Select)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[
            ("live", "Live: it counts in lists and figures"),
            ("test", "Test: lists and figures keep it apart"),
        ],
        initial="live",
        widget=forms.RadioSelect,
    )
    context_json = forms.CharField(
        label="Context as JSON",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "input mono"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        shown: Mapping[str, str] | None = None,
        templates: Sequence[tuple[str, str]],
    ) -> None:
        """`data`: what is to be judged; `shown`: what stands in the form without being judged."""
        super().__init__(data, initial={name: shown[name] for name in shown} if shown else {})
        given = data or (shown if isinstance(shown, QueryDict) else QueryDict())
        self.persons = rows(given, "name", "external_id")
        self.values = rows(given, "key", "value")
        self.fields["template_id"].widget.choices = [("", "Choose one"), *templates]

    def add_row(self, of: str) -> None:
        """Put one more line at the end, for the writer to begin in."""
        (self.values if of == "value" else self.persons).append(Row())

    def clean_context_json(self) -> dict[str, Any]:
        """Raise ValidationError for what is not one JSON object that can be stored."""
        text = self.cleaned_data["context_json"].strip()
        try:
            return _CONTEXT.validate_python(json.loads(text), strict=True) if text else {}
        except RecursionError:
            raise forms.ValidationError("This is nested too deeply.") from None
        except ValidationError as problem:
            raise forms.ValidationError(_told(problem.errors()[0])) from None
        except ValueError as problem:
            where = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
            raise forms.ValidationError(f"This is not JSON{where}.") from None

    def clean(self) -> dict[str, Any]:
        """Judge the rows; raise ValidationError where the hidden text is not ours."""
        if "once" in self.errors:
            raise forms.ValidationError("This form is too old. Reload the page.")
        persons = [_person(row) for row in self.persons if not row.is_empty]
        context = self._context(self.cleaned_data.get("context_json", {}))
        self.cleaned_data |= {"persons": persons, "context": context}
        if any(row.errors for row in (*self.persons, *self.values)):
            raise forms.ValidationError("Something below cannot be taken as it is.")
        return self.cleaned_data

    def _context(self, told: dict[str, Any]) -> dict[str, Any]:
        context = dict(told)
        for row in self.values:
            if row.is_empty:
                continue
            if not row.first:
                row.errors["first"] = "Name this value."
            elif row.first in context:
                row.errors["first"] = "This name stands here twice."
            context[row.first] = row.second
            try:
                _CONTEXT.validate_python({row.first: row.second})
            except ValidationError as problem:
                row.errors["first"] = _told(problem.errors()[0])
        return context

    def refuse(self, path: str, reason: str) -> None:
        """Show what intake refused, by its field's path, where that field stands."""
        row, _, name = path.removeprefix("persons[").partition("].")
        if path == "template_id":
            self.add_error("template_id", "This template cannot be used. Choose another one.")
        elif name and row.isdecimal():
            given = [each for each in self.persons if not each.is_empty]
            given[int(row)].errors["first" if name == "name" else "second"] = f"This {reason}."
            self.add_error(None, "Something below cannot be taken as it is.")
        else:
            self.add_error(None, f"{path} {reason}.".capitalize())


def _person(row: Row) -> PersonRecord | None:
    try:
        return PersonRecord(name=row.first, external_id=row.second or None)
    except ValidationError as problem:
        for error in problem.errors():
            place = "second" if error["loc"] == ("external_id",) else "first"
            row.errors[place] = _told(error)
        return None


def _told(error: ErrorDetails) -> str:
    if error["type"] == "dict_type":
        return "This has to be a JSON object: names and values in braces."
    if error["type"] in ("string_too_long", "too_long"):
        return f"At most {error['ctx']['max_length']} characters fit here."
    return f"This {error['msg'].removeprefix('Value error, ')}."
