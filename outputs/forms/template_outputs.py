"""What admins say of one output of a template."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from outputs.definitions import OutputProblem
from outputs.forms.texts import header_lines, json_object
from outputs.models import EventType, Kind

_MOMENTS = (
    EventType.CONVERSATION_COMPLETED,
    EventType.CONVERSATION_ENDED,
    EventType.GOAL_COMMITTED,
    EventType.CRITERIA_EVALUATED,
)
_FIELDS = {
    Kind.WEBHOOK: ("id", "event", "goal", "endpoint", "body", "headers"),
    Kind.CHAINED: ("id", "event", "goal", "method", "url", "body", "headers", "store_as"),
    Kind.CALLBACK: ("id", "event", "goal", "name"),
}


def _mono(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "spellcheck": "false"})


class OutputForm(forms.Form):
    """One output of `kind`; only the fields that such a one has are there.

    `version`: the template's version that the form was made from. `position`: which output of it,
    from 1, empty for a new one. `conversation`: whose preview is asked for, by its row id.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    position = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    type = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)
    id = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}$",
        label="Its id",
        help_text="By which the log names it. Letters, digits and _ . ~ : - alone.",
        error_messages={"invalid": "Only letters, digits and _ . ~ : - , up to 128."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    event = forms.ChoiceField(label="When", choices=[(each, each.label) for each in _MOMENTS])
    goal = forms.ChoiceField(label="Of which goal", required=False)
    endpoint = forms.ChoiceField(label="To which endpoint")
    method = forms.ChoiceField(
        label="Method", choices=[(each, each) for each in ("POST", "GET", "PUT", "PATCH", "DELETE")]
    )
    url = forms.CharField(
        label="Address", max_length=2000, widget=forms.URLInput(attrs={"placeholder": "https://"})
    )
    name = forms.CharField(
        label="Name", required=False, max_length=200, help_text="What your page listens for."
    )
    body = forms.CharField(
        label="Body, as JSON",
        required=False,
        max_length=400_000,
        help_text="Empty for the standard payload of the event.",
        widget=_mono(8),
    )
    headers = forms.CharField(
        label="Headers",
        required=False,
        max_length=100_000,
        help_text="One a line, as “Name: value”. Everybody who edits the template can read them: "
        "what is secret belongs to an endpoint.",
        widget=_mono(2),
    )
    store_as = forms.ChoiceField(label="Keep the answer as the finding of", required=False)
    conversation = forms.IntegerField(label="Preview against", required=False, widget=forms.Select)

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        goals: Sequence[str],
        endpoints: Sequence[tuple[str, str]],
        past: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """`endpoints`: (public id, name); `past`: (row id, label) of conversations."""
        super().__init__(data, **kwargs)
        own = {"version", "position", "type", "conversation", *_FIELDS[Kind(kind)]}
        for field in self.fields.keys() - own:
            del self.fields[field]
        self.kind = Kind(kind)
        named = [(goal, goal) for goal in goals]
        self._choose("goal", [("", "Any goal"), *named])
        self._choose("store_as", [("", "No finding"), *named])
        self._choose("endpoint", [("", "Choose one"), *endpoints])
        self.fields["conversation"].widget.choices = list(past)

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        if field in self.fields:
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    def clean_body(self) -> dict[str, Any] | None:
        """Raise ValidationError for what is not one JSON object that can be stored."""
        text = self.cleaned_data["body"].strip()
        return json_object(text) if text else None

    def clean_headers(self) -> dict[str, str]:
        return header_lines(self.cleaned_data["headers"])

    def output(self) -> dict[str, Any]:
        """Return the output that a valid form describes."""
        told = self.cleaned_data
        when = {"event": told["event"]}
        if told["goal"] and told["event"] == EventType.GOAL_COMMITTED:
            when["goal"] = told["goal"]
        rest = {
            name: told[name]
            for name in ("endpoint", "method", "url", "name", "headers", "body", "store_as")
            if told.get(name)
        }
        return {"id": told["id"], "type": self.kind.value, "when": when, **rest}

    def refuse(self, problem: OutputProblem) -> None:
        """Show what is wrong where its field stands."""
        path = problem.path.partition("].")[2].removeprefix("when.").split(".")[0]
        if path in self.fields:
            self.add_error(path, f"{problem.reason[:1].upper()}{problem.reason[1:]}.")
        else:
            self.add_error(None, f"{problem.path.partition('].')[2] or 'This'} {problem.reason}.")


def initial_of(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the form of an output that can be read."""
    when = output.get("when") or {}
    body, headers = output.get("body"), output.get("headers") or {}
    return {
        **output,
        "event": when.get("event", EventType.CONVERSATION_COMPLETED),
        "goal": when.get("goal", ""),
        "body": json.dumps(body, ensure_ascii=False, indent=2) if body is not None else "",
        "headers": "\n".join(f"{name}: {value}" for name, value in headers.items()),
    }
